{{/* What the external and the internal Service share. Takes a list: the root, the Service's values, its kind. */}}
{{- define "in.serviceSpec" -}}
{{- $root := index . 0 -}}
{{- $service := index . 1 -}}
{{- $type := $service.type | default $root.Values.controller.service.type -}}
type: {{ $type }}
{{- with $service.clusterIP }}
clusterIP: {{ . }}
{{- end }}
{{- with $service.externalIPs }}
externalIPs:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $service.loadBalancerIP }}
loadBalancerIP: {{ . }}
{{- end }}
{{- with $service.loadBalancerClass }}
loadBalancerClass: {{ . }}
{{- end }}
{{- with $service.loadBalancerSourceRanges }}
loadBalancerSourceRanges:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- if and (hasKey $service "allocateLoadBalancerNodePorts") (not $service.allocateLoadBalancerNodePorts) }}
allocateLoadBalancerNodePorts: false
{{- end }}
{{- with $service.externalTrafficPolicy }}
externalTrafficPolicy: {{ . }}
{{- end }}
{{- with $service.sessionAffinity }}
sessionAffinity: {{ . }}
{{- end }}
{{- with $service.healthCheckNodePort }}
healthCheckNodePort: {{ int . }}
{{- end }}
ipFamilyPolicy: {{ $service.ipFamilyPolicy }}
ipFamilies:
  {{- toYaml $service.ipFamilies | nindent 2 }}
ports:
  {{- $shared := $root.Values.controller.service }}
  {{- range $name := list "http" "https" }}
  {{- if index $shared (printf "enable%s" (title $name)) }}
  - name: {{ $name }}
    port: {{ index $service.ports $name | default (index $shared.ports $name) }}
    protocol: TCP
    targetPort: {{ index $service.targetPorts $name | default (index $shared.targetPorts $name) }}
    {{- if $service.appProtocol }}
    appProtocol: {{ $name }}
    {{- end }}
    {{- if has $type (list "NodePort" "LoadBalancer") }}
    {{- with index $service.nodePorts $name }}
    nodePort: {{ . }}
    {{- end }}
    {{- end }}
  {{- end }}
  {{- end }}
  {{- range $protocol := list "tcp" "udp" }}
  {{- range $port, $target := index $root.Values $protocol }}
  - name: {{ include "in.portName" (list $root $port $protocol) }}
    port: {{ $port }}
    protocol: {{ upper $protocol }}
    targetPort: {{ include "in.portName" (list $root $port $protocol) }}
    {{- with index (index $service.nodePorts $protocol) $port }}
    nodePort: {{ . }}
    {{- end }}
  {{- end }}
  {{- end }}
selector:
  {{- include "in.selector" (list $root "controller") | nindent 2 }}
{{- end }}
