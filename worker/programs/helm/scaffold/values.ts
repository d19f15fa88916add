/** values.yaml of a new chart: helm's keys and defaults, our words. CHART stands for its name. */
export const VALUES = `# Values of CHART. Each can be changed with --set or with a file given by -f.

# How many pods, unless autoscaling is on.
replicaCount: 1

image:
  repository: nginx
  pullPolicy: IfNotPresent
  # The chart's appVersion where empty.
  tag: ""

# Secrets for a private registry: - name: regcred
imagePullSecrets: []
# Other names for the objects.
nameOverride: ""
fullnameOverride: ""

serviceAccount:
  create: true
  # Whether pods get the account's token.
  automount: true
  annotations: {}
  # Made of the release's name where empty.
  name: ""

podAnnotations: {}
podLabels: {}

# For the pod as a whole, such as fsGroup: 2000
podSecurityContext: {}

# For the container, such as runAsNonRoot: true
securityContext: {}

service:
  # ClusterIP, NodePort or LoadBalancer
  type: ClusterIP
  port: 80

ingress:
  enabled: false
  # The IngressClass, such as nginx
  className: ""
  annotations: {}
  hosts:
    - host: chart-example.local
      paths:
        - path: /
          pathType: ImplementationSpecific
  # - secretName: web-tls
  #   hosts: [chart-example.local]
  tls: []

# A route of the Gateway API; its definitions must be installed.
httpRoute:
  enabled: false
  annotations: {}
  # The Gateway, and its listener.
  parentRefs:
    - name: gateway
      sectionName: http
  hostnames:
    - chart-example.local
  rules:
    - matches:
        - path:
            type: PathPrefix
            value: /headers

# Requests and limits, such as requests: {cpu: 100m, memory: 128Mi}
resources: {}

livenessProbe:
  httpGet:
    path: /
    port: http
readinessProbe:
  httpGet:
    path: /
    port: http

autoscaling:
  enabled: false
  minReplicas: 1
  maxReplicas: 100
  targetCPUUtilizationPercentage: 80

volumes: []
volumeMounts: []

# Where pods may run.
nodeSelector: {}
tolerations: []
affinity: {}
`;

/** Chart.yaml of a new chart. */
export const CHART_FILE = `apiVersion: v2
name: CHART
description: A Helm chart for Kubernetes

# "application" can be installed; "library" only lends its templates to others.
type: application

# The version of the chart itself: https://semver.org
version: 0.1.0

# The version of what it installs, in quotes so that it stays text.
appVersion: "1.16.0"
`;

/** .helmignore of a new chart. */
export const IGNORE = `# What does not belong into a package: one pattern a line, "!" before it turns it round.
.DS_Store
.git/
.gitignore
.bzr/
.bzrignore
.hg/
.hgignore
.svn/
*.swp
*.bak
*.tmp
*.orig
*~
.project
.idea/
*.tmproj
.vscode/
`;
