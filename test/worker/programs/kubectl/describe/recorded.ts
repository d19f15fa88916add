/** What kubectl v1.36.3 prints about the objects of ./objects.ts. */
export const recorded: Readonly<Record<string, string>> = {
  "describe configmap settings": `Name:         settings
Namespace:    default
Labels:       <none>
Annotations:  lines:
                a
                b
              long:
                xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...
              short: y

Data
====
app.properties:
----
x=1
y=2


mode:
----
prod


BinaryData
====
logo.png: 8 bytes

Events:  <none>
`,
  "describe configmap void": `Name:         void
Namespace:    default
Labels:       <none>
Annotations:  <none>

Data
====

BinaryData
====

Events:  <none>
`,
  "describe configmaps": `Name:         settings
Namespace:    default
Labels:       <none>
Annotations:  lines:
                a
                b
              long:
                xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...
              short: y

Data
====
app.properties:
----
x=1
y=2


mode:
----
prod


BinaryData
====
logo.png: 8 bytes



Name:         void
Namespace:    default
Labels:       <none>
Annotations:  <none>

Data
====

BinaryData
====

`,
  "describe secret basic": `Name:         basic
Namespace:    default
Labels:       <none>
Annotations:  <none>

Type:  Opaque

Data
====
password:  3 bytes
user:      1 bytes
`,
  "describe secret cert": `Name:         cert
Namespace:    default
Labels:       a=b
Annotations:  <none>

Type:  kubernetes.io/tls

Data
====
tls.crt:  3 bytes
tls.key:  6 bytes
`,
  "describe serviceaccount bot": `Name:                bot
Namespace:           default
Labels:              a=b
Annotations:         <none>
Image pull secrets:  one
                     two
Events:              <none>
`,
  "describe serviceaccount default": `Name:                default
Namespace:           default
Labels:              <none>
Annotations:         <none>
Image pull secrets:  <none>
Events:              <none>
`,
  "describe pod alone": `Name:             alone
Namespace:        default
Priority:         0
Service Account:  bot
Node:             <none>
Labels:           app=web
                  tier=fe
Annotations:      <none>
Status:           Pending
IP:               
IPs:              <none>
Init Containers:
  first:
    Image:      busybox
    Port:       <none>
    Host Port:  <none>
    Command:
      sh
      -c
      echo one
      echo two
    Environment:  <none>
    Mounts:
      /var/run/secrets/kubernetes.io/serviceaccount from kube-api-access-8z4lk (ro)
Containers:
  nginx:
    Image:       nginx:1.27
    Ports:       80/TCP (http), 443/TCP
    Host Ports:  0/TCP (http), 8443/TCP
    Limits:
      memory:  64Mi
    Requests:
      cpu:      100m
      memory:   32Mi
    Liveness:   http-get http://:http/ delay=3s timeout=1s period=10s #success=1 #failure=3
    Readiness:  tcp-socket :80 delay=0s timeout=1s period=10s #success=1 #failure=3
    Startup:    exec [cat /etc/hostname] delay=0s timeout=1s period=10s #success=1 #failure=3
    Environment Variables from:
      settings  ConfigMap                Optional: false
      basic     Secret with prefix 'S_'  Optional: true
    Environment:
      PLAIN:  a
              b
      POD:    alone (v1:metadata.name)
      LABEL:   (v1:metadata.labels['app'])
      CPU:    node allocatable (limits.cpu)
      MEM:    32 (requests.memory)
      PASS:   <set to the key 'password' in secret 'basic'>     Optional: false
      MODE:   <set to the key 'mode' of config map 'settings'>  Optional: true
    Mounts:
      /a from settings (ro)
      /b from basic (rw,path="password")
      /var/run/secrets/kubernetes.io/serviceaccount from kube-api-access-8z4lk (ro)
      /z from scratch (rw)
Volumes:
  scratch:
    Type:       EmptyDir (a temporary directory that shares a pod's lifetime)
    Medium:     Memory
    SizeLimit:  1Gi
  settings:
    Type:      ConfigMap (a volume populated by a ConfigMap)
    Name:      settings
    Optional:  true
  basic:
    Type:        Secret (a volume populated by a Secret)
    SecretName:  basic
    Optional:    false
  host:
    Type:          HostPath (bare host directory volume)
    Path:          /tmp
    HostPathType:  
  labels:
    Type:  DownwardAPI (a volume populated by information about the pod)
    Items:
      metadata.labels -> labels
  several:
    Type:                    Projected (a volume that contains injected data from multiple sources)
    SecretName:              basic
    Optional:                false
    ConfigMapName:           settings
    Optional:                false
    TokenExpirationSeconds:  3600
  kube-api-access-8z4lk:
    Type:                     Projected (a volume that contains injected data from multiple sources)
    TokenExpirationSeconds:   3607
    ConfigMapName:            kube-root-ca.crt
    Optional:                 false
    DownwardAPI:              true
QoS Class:                    Burstable
Node-Selectors:               disk=ssd
Tolerations:                  absent:NoExecute op=Exists for 30s
                              dedicated=gpu:NoSchedule
                              node.kubernetes.io/not-ready:NoExecute op=Exists for 300s
                              node.kubernetes.io/unreachable:NoExecute op=Exists for 300s
Topology Spread Constraints:  zone:DoNotSchedule when max skew 1 is exceeded for selector app=web
Events:                       <none>
`,
  "describe pod al": `Name:             alone
Namespace:        default
Priority:         0
Service Account:  bot
Node:             <none>
Labels:           app=web
                  tier=fe
Annotations:      <none>
Status:           Pending
IP:               
IPs:              <none>
Init Containers:
  first:
    Image:      busybox
    Port:       <none>
    Host Port:  <none>
    Command:
      sh
      -c
      echo one
      echo two
    Environment:  <none>
    Mounts:
      /var/run/secrets/kubernetes.io/serviceaccount from kube-api-access-8z4lk (ro)
Containers:
  nginx:
    Image:       nginx:1.27
    Ports:       80/TCP (http), 443/TCP
    Host Ports:  0/TCP (http), 8443/TCP
    Limits:
      memory:  64Mi
    Requests:
      cpu:      100m
      memory:   32Mi
    Liveness:   http-get http://:http/ delay=3s timeout=1s period=10s #success=1 #failure=3
    Readiness:  tcp-socket :80 delay=0s timeout=1s period=10s #success=1 #failure=3
    Startup:    exec [cat /etc/hostname] delay=0s timeout=1s period=10s #success=1 #failure=3
    Environment Variables from:
      settings  ConfigMap                Optional: false
      basic     Secret with prefix 'S_'  Optional: true
    Environment:
      PLAIN:  a
              b
      POD:    alone (v1:metadata.name)
      LABEL:   (v1:metadata.labels['app'])
      CPU:    node allocatable (limits.cpu)
      MEM:    32 (requests.memory)
      PASS:   <set to the key 'password' in secret 'basic'>     Optional: false
      MODE:   <set to the key 'mode' of config map 'settings'>  Optional: true
    Mounts:
      /a from settings (ro)
      /b from basic (rw,path="password")
      /var/run/secrets/kubernetes.io/serviceaccount from kube-api-access-8z4lk (ro)
      /z from scratch (rw)
Volumes:
  scratch:
    Type:       EmptyDir (a temporary directory that shares a pod's lifetime)
    Medium:     Memory
    SizeLimit:  1Gi
  settings:
    Type:      ConfigMap (a volume populated by a ConfigMap)
    Name:      settings
    Optional:  true
  basic:
    Type:        Secret (a volume populated by a Secret)
    SecretName:  basic
    Optional:    false
  host:
    Type:          HostPath (bare host directory volume)
    Path:          /tmp
    HostPathType:  
  labels:
    Type:  DownwardAPI (a volume populated by information about the pod)
    Items:
      metadata.labels -> labels
  several:
    Type:                    Projected (a volume that contains injected data from multiple sources)
    SecretName:              basic
    Optional:                false
    ConfigMapName:           settings
    Optional:                false
    TokenExpirationSeconds:  3600
  kube-api-access-8z4lk:
    Type:                     Projected (a volume that contains injected data from multiple sources)
    TokenExpirationSeconds:   3607
    ConfigMapName:            kube-root-ca.crt
    Optional:                 false
    DownwardAPI:              true
QoS Class:                    Burstable
Node-Selectors:               disk=ssd
Tolerations:                  absent:NoExecute op=Exists for 30s
                              dedicated=gpu:NoSchedule
                              node.kubernetes.io/not-ready:NoExecute op=Exists for 300s
                              node.kubernetes.io/unreachable:NoExecute op=Exists for 300s
Topology Spread Constraints:  zone:DoNotSchedule when max skew 1 is exceeded for selector app=web

`,
  "describe pod nope": `Error from server (NotFound): pods "nope" not found
`,
  "describe deployment web": `Name:                   web
Namespace:              default
CreationTimestamp:      Mon, 02 Mar 2026 09:00:00 +0000
Labels:                 <none>
Annotations:            <none>
Selector:               app=web,tier in (be,fe)
Replicas:               2 desired | 0 updated | 0 total | 0 available | 0 unavailable
StrategyType:           RollingUpdate
MinReadySeconds:        5
RollingUpdateStrategy:  25% max unavailable, 25% max surge
Pod Template:
  Labels:           app=web
                    tier=fe
  Annotations:      note: hi
  Service Account:  bot
  Init Containers:
   first:
    Image:      busybox
    Port:       <none>
    Host Port:  <none>
    Command:
      sh
      -c
      echo one
      echo two
    Environment:  <none>
    Mounts:       <none>
  Containers:
   nginx:
    Image:       nginx:1.27
    Ports:       80/TCP (http), 443/TCP
    Host Ports:  0/TCP (http), 8443/TCP
    Limits:
      memory:  64Mi
    Requests:
      cpu:      100m
      memory:   32Mi
    Liveness:   http-get http://:http/ delay=3s timeout=1s period=10s #success=1 #failure=3
    Readiness:  tcp-socket :80 delay=0s timeout=1s period=10s #success=1 #failure=3
    Startup:    exec [cat /etc/hostname] delay=0s timeout=1s period=10s #success=1 #failure=3
    Environment Variables from:
      settings  ConfigMap                Optional: false
      basic     Secret with prefix 'S_'  Optional: true
    Environment:
      PLAIN:  a
              b
      POD:     (v1:metadata.name)
      LABEL:   (v1:metadata.labels['app'])
      CPU:    node allocatable (limits.cpu)
      MEM:    32 (requests.memory)
      PASS:   <set to the key 'password' in secret 'basic'>     Optional: false
      MODE:   <set to the key 'mode' of config map 'settings'>  Optional: true
    Mounts:
      /a from settings (ro)
      /b from basic (rw,path="password")
      /z from scratch (rw)
  Volumes:
   scratch:
    Type:       EmptyDir (a temporary directory that shares a pod's lifetime)
    Medium:     Memory
    SizeLimit:  1Gi
   settings:
    Type:      ConfigMap (a volume populated by a ConfigMap)
    Name:      settings
    Optional:  true
   basic:
    Type:        Secret (a volume populated by a Secret)
    SecretName:  basic
    Optional:    false
   host:
    Type:          HostPath (bare host directory volume)
    Path:          /tmp
    HostPathType:  
   labels:
    Type:  DownwardAPI (a volume populated by information about the pod)
    Items:
      metadata.labels -> labels
   several:
    Type:                       Projected (a volume that contains injected data from multiple sources)
    SecretName:                 basic
    Optional:                   false
    ConfigMapName:              settings
    Optional:                   false
    TokenExpirationSeconds:     3600
  Topology Spread Constraints:  zone:DoNotSchedule when max skew 1 is exceeded for selector app=web
  Node-Selectors:               disk=ssd
  Tolerations:                  absent:NoExecute op=Exists for 30s
                                dedicated=gpu:NoSchedule
Events:                         <none>
`,
  "describe replicaset web-1": `Name:         web-1
Namespace:    default
Selector:     app=web,tier in (be,fe)
Labels:       app=web
Annotations:  <none>
Replicas:     0 current / 2 desired
Pods Status:  0 Running / 0 Waiting / 0 Succeeded / 0 Failed
Pod Template:
  Labels:           app=web
                    tier=fe
  Annotations:      note: hi
  Service Account:  bot
  Init Containers:
   first:
    Image:      busybox
    Port:       <none>
    Host Port:  <none>
    Command:
      sh
      -c
      echo one
      echo two
    Environment:  <none>
    Mounts:       <none>
  Containers:
   nginx:
    Image:       nginx:1.27
    Ports:       80/TCP (http), 443/TCP
    Host Ports:  0/TCP (http), 8443/TCP
    Limits:
      memory:  64Mi
    Requests:
      cpu:      100m
      memory:   32Mi
    Liveness:   http-get http://:http/ delay=3s timeout=1s period=10s #success=1 #failure=3
    Readiness:  tcp-socket :80 delay=0s timeout=1s period=10s #success=1 #failure=3
    Startup:    exec [cat /etc/hostname] delay=0s timeout=1s period=10s #success=1 #failure=3
    Environment Variables from:
      settings  ConfigMap                Optional: false
      basic     Secret with prefix 'S_'  Optional: true
    Environment:
      PLAIN:  a
              b
      POD:     (v1:metadata.name)
      LABEL:   (v1:metadata.labels['app'])
      CPU:    node allocatable (limits.cpu)
      MEM:    32 (requests.memory)
      PASS:   <set to the key 'password' in secret 'basic'>     Optional: false
      MODE:   <set to the key 'mode' of config map 'settings'>  Optional: true
    Mounts:
      /a from settings (ro)
      /b from basic (rw,path="password")
      /z from scratch (rw)
  Volumes:
   scratch:
    Type:       EmptyDir (a temporary directory that shares a pod's lifetime)
    Medium:     Memory
    SizeLimit:  1Gi
   settings:
    Type:      ConfigMap (a volume populated by a ConfigMap)
    Name:      settings
    Optional:  true
   basic:
    Type:        Secret (a volume populated by a Secret)
    SecretName:  basic
    Optional:    false
   host:
    Type:          HostPath (bare host directory volume)
    Path:          /tmp
    HostPathType:  
   labels:
    Type:  DownwardAPI (a volume populated by information about the pod)
    Items:
      metadata.labels -> labels
   several:
    Type:                       Projected (a volume that contains injected data from multiple sources)
    SecretName:                 basic
    Optional:                   false
    ConfigMapName:              settings
    Optional:                   false
    TokenExpirationSeconds:     3600
  Topology Spread Constraints:  zone:DoNotSchedule when max skew 1 is exceeded for selector app=web
  Node-Selectors:               disk=ssd
  Tolerations:                  absent:NoExecute op=Exists for 30s
                                dedicated=gpu:NoSchedule
Events:                         <none>
`,
  "describe daemonset agent": `Name:           agent
Namespace:      default
Selector:       app=web
Node-Selector:  disk=ssd
Labels:         <none>
Annotations:    deprecated.daemonset.template.generation: 1
Desired Number of Nodes Scheduled: 0
Current Number of Nodes Scheduled: 0
Number of Nodes Scheduled with Up-to-date Pods: 0
Number of Nodes Scheduled with Available Pods: 0
Number of Nodes Misscheduled: 0
Pods Status:  0 Running / 0 Waiting / 0 Succeeded / 0 Failed
Pod Template:
  Labels:           app=web
                    tier=fe
  Annotations:      note: hi
  Service Account:  bot
  Init Containers:
   first:
    Image:      busybox
    Port:       <none>
    Host Port:  <none>
    Command:
      sh
      -c
      echo one
      echo two
    Environment:  <none>
    Mounts:       <none>
  Containers:
   nginx:
    Image:       nginx:1.27
    Ports:       80/TCP (http), 443/TCP
    Host Ports:  0/TCP (http), 8443/TCP
    Limits:
      memory:  64Mi
    Requests:
      cpu:      100m
      memory:   32Mi
    Liveness:   http-get http://:http/ delay=3s timeout=1s period=10s #success=1 #failure=3
    Readiness:  tcp-socket :80 delay=0s timeout=1s period=10s #success=1 #failure=3
    Startup:    exec [cat /etc/hostname] delay=0s timeout=1s period=10s #success=1 #failure=3
    Environment Variables from:
      settings  ConfigMap                Optional: false
      basic     Secret with prefix 'S_'  Optional: true
    Environment:
      PLAIN:  a
              b
      POD:     (v1:metadata.name)
      LABEL:   (v1:metadata.labels['app'])
      CPU:    node allocatable (limits.cpu)
      MEM:    32 (requests.memory)
      PASS:   <set to the key 'password' in secret 'basic'>     Optional: false
      MODE:   <set to the key 'mode' of config map 'settings'>  Optional: true
    Mounts:
      /a from settings (ro)
      /b from basic (rw,path="password")
      /z from scratch (rw)
  Volumes:
   scratch:
    Type:       EmptyDir (a temporary directory that shares a pod's lifetime)
    Medium:     Memory
    SizeLimit:  1Gi
   settings:
    Type:      ConfigMap (a volume populated by a ConfigMap)
    Name:      settings
    Optional:  true
   basic:
    Type:        Secret (a volume populated by a Secret)
    SecretName:  basic
    Optional:    false
   host:
    Type:          HostPath (bare host directory volume)
    Path:          /tmp
    HostPathType:  
   labels:
    Type:  DownwardAPI (a volume populated by information about the pod)
    Items:
      metadata.labels -> labels
   several:
    Type:                       Projected (a volume that contains injected data from multiple sources)
    SecretName:                 basic
    Optional:                   false
    ConfigMapName:              settings
    Optional:                   false
    TokenExpirationSeconds:     3600
  Topology Spread Constraints:  zone:DoNotSchedule when max skew 1 is exceeded for selector app=web
  Node-Selectors:               disk=ssd
  Tolerations:                  absent:NoExecute op=Exists for 30s
                                dedicated=gpu:NoSchedule
Events:                         <none>
`,
  "describe service web": `Name:                     web
Namespace:                default
Labels:                   <none>
Annotations:              <none>
Selector:                 app=web
Type:                     ClusterIP
IP Family Policy:         SingleStack
IP Families:              IPv4
IP:                       10.96.0.80
IPs:                      10.96.0.80
Port:                     http  80/TCP
TargetPort:               8080/TCP
Endpoints:                10.244.1.2:8080,10.244.1.3:8080,10.244.1.4:8080 + 1 more...
Port:                     alt  81/TCP
TargetPort:               web/TCP
AppProtocol:              http
Endpoints:                
Session Affinity:         ClientIP
Internal Traffic Policy:  Cluster
Events:                   <none>
`,
  "describe service door": `Name:                        door
Namespace:                   default
Labels:                      <none>
Annotations:                 <none>
Selector:                    <none>
Type:                        LoadBalancer
IP Family Policy:            SingleStack
IP Families:                 IPv4
IP:                          10.96.0.81
IPs:                         10.96.0.81
External IPs:                1.2.3.4
Port:                        <unset>  80/TCP
TargetPort:                  80/TCP
NodePort:                    <unset>  30080/TCP
Endpoints:                   <none>
Session Affinity:            None
External Traffic Policy:     Local
Internal Traffic Policy:     Cluster
HealthCheck NodePort:        32001
LoadBalancer Source Ranges:  10.0.0.0/8
Traffic Distribution:        PreferClose
Events:                      <none>
`,
  "describe service elsewhere": `Name:              elsewhere
Namespace:         default
Labels:            <none>
Annotations:       <none>
Selector:          <none>
Type:              ExternalName
IP Families:       <none>
IP:                
IPs:               <none>
External Name:     example.com
Session Affinity:  None
Events:            <none>
`,
  "describe endpointslice web-x": `Name:         web-x
Namespace:    default
Labels:       kubernetes.io/service-name=web
Annotations:  <none>
AddressType:  IPv4
Ports:
  Name  Port  Protocol
  ----  ----  --------
  http  8080  TCP
Endpoints:
  - Addresses:  10.244.1.2
    Conditions:
      Ready:    true
    Hostname:   <unset>
    NodeName:   n1
    Zone:       <unset>
  - Addresses:  10.244.1.3
    Conditions:
      Ready:    true
    Hostname:   <unset>
    NodeName:   n1
    Zone:       <unset>
  - Addresses:  10.244.1.4
    Conditions:
      Ready:    true
    Hostname:   <unset>
    NodeName:   n1
    Zone:       <unset>
  - Addresses:  10.244.1.5
    Conditions:
      Ready:    true
    Hostname:   <unset>
    NodeName:   n1
    Zone:       <unset>
  - Addresses:  10.244.1.6
    Conditions:
      Ready:    false
    Hostname:   <unset>
    TargetRef:  Pod/p
    NodeName:   <unset>
    Zone:       z
Events:         <none>
`,
  "describe endpoints web": `Name:         web
Namespace:    default
Labels:       <none>
Annotations:  <none>
Subsets:
  Addresses:          10.244.1.2,10.244.1.3
  NotReadyAddresses:  10.244.1.6
  Ports:
    Name  Port  Protocol
    ----  ----  --------
    http  8080  TCP

  Addresses:          <none>
  NotReadyAddresses:  10.244.1.7
  Ports:
    Name     Port  Protocol
    ----     ----  --------
    <unset>  81    TCP

Events:  <none>
Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice
`,
  "describe ingressclass nginx": `Name:         nginx
Labels:       <none>
Annotations:  <none>
Controller:   k8s.io/ingress-nginx
Parameters:
  APIGroup:  k8s.example.com
  Kind:      Settings
  Name:      outer
Events:      <none>
`,
  "describe ingress site": `Name:             site
Labels:           <none>
Namespace:        default
Address:          
Ingress Class:    nginx
Default backend:  web:alt ()
TLS:
  cert terminates a.example,b.example
  SNI routes c.example
Rules:
  Host        Path  Backends
  ----        ----  --------
  a.example   
              /      web:80 (10.244.1.2:8080,10.244.1.3:8080,10.244.1.4:8080 + 1 more...)
              /api   nosuch:80 (<error: services "nosuch" not found>)
  *           
              /r   APIGroup: k8s.example.com, Kind: Bucket, Name: static
Annotations:  a.b/c: d
Events:       <none>
`,
  "describe ingress bare": `Name:             bare
Labels:           <none>
Namespace:        default
Address:          
Ingress Class:    <none>
Default backend:  elsewhere:80 (<none>)
Rules:
  Host        Path  Backends
  ----        ----  --------
  *           *     elsewhere:80 (<none>)
Annotations:  <none>
Events:       <none>
`,
  "describe namespace default": `Name:         default
Labels:       kubernetes.io/metadata.name=default
Annotations:  <none>
Status:       Active

No resource quota.

No LimitRange resource.
`,
  "describe secrets -l a=b": `Name:         cert
Namespace:    default
Labels:       a=b
Annotations:  <none>

Type:  kubernetes.io/tls

Data
====
tls.crt:  3 bytes
tls.key:  6 bytes
`,
  "describe secrets -l a=nothing": `No resources found in default namespace.
`,
  "describe configmap/void secret/cert": `Name:         void
Namespace:    default
Labels:       <none>
Annotations:  <none>

Data
====

BinaryData
====



Name:         cert
Namespace:    default
Labels:       a=b
Annotations:  <none>

Type:  kubernetes.io/tls

Data
====
tls.crt:  3 bytes
tls.key:  6 bytes
`,
  "describe configmap/void --show-events=false": `Name:         void
Namespace:    default
Labels:       <none>
Annotations:  <none>

Data
====

BinaryData
====

`,
};
