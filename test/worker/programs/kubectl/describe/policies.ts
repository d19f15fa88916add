/** Objects of policy and access, posted to the API server, and what kubectl v1.36.3 prints of each. */
export const objects: readonly { readonly path: string; readonly object: object }[] = [
  {
    path: "/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles",
    object: {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "Role",
      metadata: {
        name: "reader",
        namespace: "default",
        labels: {
          a: "b",
        },
      },
      rules: [
        {
          apiGroups: [""],
          resources: ["pods", "services"],
          verbs: ["get", "list", "watch"],
        },
        {
          apiGroups: ["apps"],
          resources: ["deployments"],
          verbs: ["*"],
        },
        {
          apiGroups: ["networking.k8s.io", "extensions"],
          resources: ["ingresses", "ingresses/status"],
          verbs: ["update"],
          resourceNames: ["web", "api"],
        },
        {
          apiGroups: [""],
          resources: ["pods"],
          verbs: ["delete"],
        },
      ],
    },
  },
  {
    path: "/apis/rbac.authorization.k8s.io/v1/clusterroles",
    object: {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRole",
      metadata: {
        name: "paths",
        annotations: {
          x: "z",
        },
      },
      rules: [
        {
          nonResourceURLs: ["/healthz", "/metrics"],
          verbs: ["get"],
        },
        {
          apiGroups: ["*"],
          resources: ["*"],
          verbs: ["*"],
        },
      ],
    },
  },
  {
    path: "/apis/rbac.authorization.k8s.io/v1/clusterroles",
    object: {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRole",
      metadata: {
        name: "gathered",
      },
      aggregationRule: {
        clusterRoleSelectors: [
          {
            matchLabels: {
              x: "true",
            },
          },
        ],
      },
    },
  },
  {
    path: "/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings",
    object: {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata: {
        name: "readers",
        namespace: "default",
      },
      subjects: [
        {
          kind: "User",
          name: "ann",
        },
        {
          kind: "Group",
          name: "devs",
        },
        {
          kind: "ServiceAccount",
          name: "robot",
          namespace: "shop",
        },
      ],
      roleRef: {
        apiGroup: "rbac.authorization.k8s.io",
        kind: "Role",
        name: "reader",
      },
    },
  },
  {
    path: "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
    object: {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRoleBinding",
      metadata: {
        name: "everyone",
        labels: {
          a: "b",
        },
        annotations: {
          m: "1",
        },
      },
      roleRef: {
        apiGroup: "rbac.authorization.k8s.io",
        kind: "ClusterRole",
        name: "paths",
      },
    },
  },
  {
    path: "/apis/policy/v1/namespaces/default/poddisruptionbudgets",
    object: {
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
      metadata: {
        name: "web",
        namespace: "default",
      },
      spec: {
        minAvailable: 1,
        selector: {
          matchLabels: {
            app: "web",
          },
        },
      },
    },
  },
  {
    path: "/apis/policy/v1/namespaces/default/poddisruptionbudgets",
    object: {
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
      metadata: {
        name: "part",
        namespace: "default",
        annotations: {
          x: "z",
        },
      },
      spec: {
        maxUnavailable: "20%",
      },
    },
  },
  {
    path: "/apis/networking.k8s.io/v1/namespaces/default/networkpolicies",
    object: {
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: {
        name: "web",
        namespace: "default",
        labels: {
          a: "b",
        },
      },
      spec: {
        podSelector: {
          matchLabels: {
            app: "web",
          },
        },
        policyTypes: ["Ingress", "Egress"],
        ingress: [
          {
            from: [
              {
                ipBlock: {
                  cidr: "10.0.0.0/8",
                  except: ["10.1.0.0/16", "10.2.0.0/16"],
                },
              },
              {
                podSelector: {
                  matchLabels: {
                    role: "client",
                  },
                },
                namespaceSelector: {
                  matchLabels: {
                    team: "a",
                  },
                },
              },
              {
                namespaceSelector: {},
              },
            ],
            ports: [
              {
                port: 80,
              },
              {
                port: 8000,
                endPort: 9000,
                protocol: "UDP",
              },
            ],
          },
          {},
        ],
        egress: [
          {
            to: [
              {
                podSelector: {
                  matchLabels: {
                    app: "db",
                  },
                },
              },
            ],
            ports: [
              {
                port: "sql",
              },
            ],
          },
        ],
      },
    },
  },
  {
    path: "/apis/networking.k8s.io/v1/namespaces/default/networkpolicies",
    object: {
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: {
        name: "none",
        namespace: "default",
      },
      spec: {
        podSelector: {},
      },
    },
  },
  {
    path: "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers",
    object: {
      apiVersion: "autoscaling/v2",
      kind: "HorizontalPodAutoscaler",
      metadata: {
        name: "web",
        namespace: "default",
      },
      spec: {
        maxReplicas: 5,
        scaleTargetRef: {
          apiVersion: "apps/v1",
          kind: "Deployment",
          name: "web",
        },
      },
    },
  },
  {
    path: "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers",
    object: {
      apiVersion: "autoscaling/v2",
      kind: "HorizontalPodAutoscaler",
      metadata: {
        name: "full",
        namespace: "default",
      },
      spec: {
        minReplicas: 2,
        maxReplicas: 5,
        scaleTargetRef: {
          apiVersion: "apps/v1",
          kind: "Deployment",
          name: "web",
        },
        metrics: [
          {
            type: "Resource",
            resource: {
              name: "cpu",
              target: {
                type: "AverageValue",
                averageValue: "500m",
              },
            },
          },
          {
            type: "ContainerResource",
            containerResource: {
              name: "memory",
              container: "main",
              target: {
                type: "Utilization",
                averageUtilization: 60,
              },
            },
          },
          {
            type: "Pods",
            pods: {
              metric: {
                name: "hits",
              },
              target: {
                type: "AverageValue",
                averageValue: "10",
              },
            },
          },
          {
            type: "Object",
            object: {
              metric: {
                name: "rps",
              },
              describedObject: {
                kind: "Service",
                name: "web",
                apiVersion: "v1",
              },
              target: {
                type: "Value",
                value: "1k",
              },
            },
          },
          {
            type: "External",
            external: {
              metric: {
                name: "queue",
                selector: {
                  matchLabels: {
                    q: "a",
                  },
                },
              },
              target: {
                type: "AverageValue",
                averageValue: "3",
              },
            },
          },
        ],
        behavior: {
          scaleDown: {
            stabilizationWindowSeconds: 60,
          },
        },
      },
    },
  },
  {
    path: "/apis/scheduling.k8s.io/v1/priorityclasses",
    object: {
      apiVersion: "scheduling.k8s.io/v1",
      kind: "PriorityClass",
      metadata: {
        name: "high",
      },
      value: 1000,
      description: "for the few",
    },
  },
  {
    path: "/apis/storage.k8s.io/v1/storageclasses",
    object: {
      apiVersion: "storage.k8s.io/v1",
      kind: "StorageClass",
      metadata: {
        name: "fast",
        annotations: {
          "storageclass.kubernetes.io/is-default-class": "true",
        },
      },
      provisioner: "example.com/disk",
      parameters: {
        type: "ssd",
        zone: "a",
      },
      mountOptions: ["debug"],
      allowVolumeExpansion: true,
    },
  },
  {
    path: "/apis/storage.k8s.io/v1/storageclasses",
    object: {
      apiVersion: "storage.k8s.io/v1",
      kind: "StorageClass",
      metadata: {
        name: "plain",
      },
      provisioner: "example.com/disk",
    },
  },
];

export const recorded: Readonly<Record<string, string>> = {
  "describe role reader": `Name:         reader
Labels:       a=b
Annotations:  <none>
PolicyRule:
  Resources                           Non-Resource URLs  Resource Names  Verbs
  ---------                           -----------------  --------------  -----
  deployments.apps                    []                 []              [*]
  pods                                []                 []              [get list watch delete]
  services                            []                 []              [get list watch]
  ingresses.extensions/status         []                 [api]           [update]
  ingresses.extensions/status         []                 [web]           [update]
  ingresses.extensions                []                 [api]           [update]
  ingresses.extensions                []                 [web]           [update]
  ingresses.networking.k8s.io/status  []                 [api]           [update]
  ingresses.networking.k8s.io/status  []                 [web]           [update]
  ingresses.networking.k8s.io         []                 [api]           [update]
  ingresses.networking.k8s.io         []                 [web]           [update]
`,
  "describe clusterrole paths": `Name:         paths
Labels:       <none>
Annotations:  x: z
PolicyRule:
  Resources  Non-Resource URLs  Resource Names  Verbs
  ---------  -----------------  --------------  -----
  *.*        []                 []              [*]
             [/healthz]         []              [get]
             [/metrics]         []              [get]
`,
  "describe clusterrole gathered": `Name:         gathered
Labels:       <none>
Annotations:  <none>
PolicyRule:
  Resources  Non-Resource URLs  Resource Names  Verbs
  ---------  -----------------  --------------  -----
`,
  "describe rolebinding readers": `Name:         readers
Labels:       <none>
Annotations:  <none>
Role:
  Kind:  Role
  Name:  reader
Subjects:
  Kind            Name   Namespace
  ----            ----   ---------
  User            ann    
  Group           devs   
  ServiceAccount  robot  shop
`,
  "describe clusterrolebinding everyone": `Name:         everyone
Labels:       a=b
Annotations:  m: 1
Role:
  Kind:  ClusterRole
  Name:  paths
Subjects:
  Kind  Name  Namespace
  ----  ----  ---------
`,
  "describe poddisruptionbudget web": `Name:           web
Namespace:      default
Min available:  1
Selector:       app=web
Status:
    Allowed disruptions:  0
    Current:              0
    Desired:              0
    Total:                0
Events:                   <none>
`,
  "describe poddisruptionbudget part": `Name:             part
Namespace:        default
Max unavailable:  20%
Selector:         <unset>
Status:
    Allowed disruptions:  0
    Current:              0
    Desired:              0
    Total:                0
Events:                   <none>
`,
  "describe networkpolicy web": `Name:         web
Namespace:    default
Created on:   2026-03-02 09:00:00 +0000 UTC
Labels:       a=b
Annotations:  <none>
Spec:
  PodSelector:     app=web
  Allowing ingress traffic:
    To Port: 80/TCP
    To Port Range: 8000-9000/UDP
    From:
      IPBlock:
        CIDR: 10.0.0.0/8
        Except: 10.1.0.0/16, 10.2.0.0/16
    From:
      NamespaceSelector: team=a
      PodSelector: role=client
    From:
      NamespaceSelector: <none>
    ----------
    To Port: <any> (traffic allowed to all ports)
    From: <any> (traffic not restricted by source)
  Allowing egress traffic:
    To Port: sql/TCP
    To:
      PodSelector: app=db
  Policy Types: Ingress, Egress
`,
  "describe networkpolicy none": `Name:         none
Namespace:    default
Created on:   2026-03-02 09:00:00 +0000 UTC
Labels:       <none>
Annotations:  <none>
Spec:
  PodSelector:     <none> (Allowing the specific traffic to all pods in this namespace)
  Allowing ingress traffic:
    <none> (Selected pods are isolated for ingress connectivity)
  Not affecting egress traffic
  Policy Types: Ingress
`,
  "describe horizontalpodautoscaler web": `Name:                                                  web
Namespace:                                             default
Labels:                                                <none>
Annotations:                                           <none>
CreationTimestamp:                                     Mon, 02 Mar 2026 09:00:00 +0000
Reference:                                             Deployment/web
Metrics:                                               ( current / target )
  resource cpu on pods  (as a percentage of request):  <unknown> / 80%
Min replicas:                                          1
Max replicas:                                          5
Deployment pods:                                       0 current / 0 desired
Events:                                                <none>
`,
  "describe horizontalpodautoscaler full": `Name:                                                                         full
Namespace:                                                                    default
Labels:                                                                       <none>
Annotations:                                                                  <none>
CreationTimestamp:                                                            Mon, 02 Mar 2026 09:00:00 +0000
Reference:                                                                    Deployment/web
Metrics:                                                                      ( current / target )
  resource cpu on pods:                                                       <unknown> / 500m
  resource memory of container "main" on pods  (as a percentage of request):  <unknown> / 60%
  "hits" on pods:                                                             <unknown> / 10
  "rps" on Service/web (target value):                                        <unknown> / 1k
  "queue" (target average value):                                             <unknown> / 3
Min replicas:                                                                 2
Max replicas:                                                                 5
Behavior:
  Scale Up:
    Stabilization Window: 0 seconds
    Select Policy: Max
    Policies:
      - Type: Pods     Value: 4    Period: 15 seconds
      - Type: Percent  Value: 100  Period: 15 seconds
  Scale Down:
    Stabilization Window: 60 seconds
    Select Policy: Max
    Policies:
      - Type: Percent  Value: 100  Period: 15 seconds
Deployment pods:       0 current / 0 desired
Events:                <none>
`,
  "describe priorityclass high": `Name:              high
Value:             1000
GlobalDefault:     false
PreemptionPolicy:  PreemptLowerPriority
Description:       for the few
Annotations:       <none>
Events:            <none>
`,
  "describe storageclass fast": `Name:                  fast
IsDefaultClass:        Yes
Annotations:           storageclass.kubernetes.io/is-default-class=true
Provisioner:           example.com/disk
Parameters:            type=ssd,zone=a
AllowVolumeExpansion:  True
MountOptions:
  debug
ReclaimPolicy:      Delete
VolumeBindingMode:  Immediate
Events:             <none>
`,
  "describe storageclass plain": `Name:                  plain
IsDefaultClass:        No
Annotations:           <none>
Provisioner:           example.com/disk
Parameters:            <none>
AllowVolumeExpansion:  <unset>
MountOptions:          <none>
ReclaimPolicy:         Delete
VolumeBindingMode:     Immediate
Events:                <none>
`,
};
