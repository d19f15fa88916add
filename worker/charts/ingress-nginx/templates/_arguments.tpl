{{/* The controller's command line. */}}
{{- define "in.arguments" -}}
{{- $c := .Values.controller -}}
{{- $own := "$(POD_NAMESPACE)" -}}
- /nginx-ingress-controller
{{- if not $c.enableAnnotationValidations }}
- --enable-annotation-validation=false
{{- end }}
{{- if .Values.defaultBackend.enabled }}
- --default-backend-service={{ $own }}/{{ include "in.backend" . }}
{{- end }}
{{- if and $c.publishService.enabled $c.service.enabled }}
{{- $published := $c.publishService.pathOverride | default (printf "%s/%s" $own (include "in.controller" .)) }}
{{- if $c.service.external.enabled }}
- --publish-service={{ $published }}
{{- else if $c.service.internal.enabled }}
- --publish-service={{ $published }}-internal
{{- end }}
{{- end }}
- --election-id={{ include "in.lease" . }}
- --controller-class={{ $c.ingressClassResource.controllerValue }}
{{- with $c.ingressClass }}
- --ingress-class={{ . }}
{{- end }}
- --configmap={{ $c.configMapNamespace | default $own }}/{{ include "in.controller" . }}
{{- if .Values.tcp }}
- --tcp-services-configmap={{ $c.tcp.configMapNamespace | default $own }}/{{ include "in.fullname" . }}-tcp
{{- end }}
{{- if .Values.udp }}
- --udp-services-configmap={{ $c.udp.configMapNamespace | default $own }}/{{ include "in.fullname" . }}-udp
{{- end }}
{{- if $c.scope.enabled }}
- --watch-namespace={{ $c.scope.namespace | default $own }}
{{- else if $c.scope.namespaceSelector }}
- --watch-namespace-selector={{ $c.scope.namespaceSelector }}
{{- end }}
{{- if and $c.reportNodeInternalIp $c.hostNetwork }}
- --report-node-internal-ip-address={{ $c.reportNodeInternalIp }}
{{- end }}
{{- with $c.admissionWebhooks }}
{{- if .enabled }}
- --validating-webhook=:{{ .port }}
- --validating-webhook-certificate={{ .certificate }}
- --validating-webhook-key={{ .key }}
{{- end }}
{{- end }}
{{- with $c.healthCheckHost }}
- --healthz-host={{ . }}
{{- end }}
{{- if ne $c.healthCheckPath "/healthz" }}
- --health-check-path={{ $c.healthCheckPath }}
{{- end }}
{{- if $c.ingressClassByName }}
- --ingress-class-by-name=true
{{- end }}
{{- if $c.watchIngressWithoutClass }}
- --watch-ingress-without-class=true
{{- end }}
{{- if $c.metrics.enabled }}
- --enable-metrics=true
{{- end }}
{{- if $c.enableTopologyAwareRouting }}
- --enable-topology-aware-routing=true
{{- end }}
{{- if $c.disableLeaderElection }}
- --disable-leader-election=true
{{- end }}
{{- with $c.electionTTL }}
- --election-ttl={{ . }}
{{- end }}
{{- range $name, $value := $c.extraArgs }}
- --{{ $name }}{{ if not (has ($value | toString) (list "" "<nil>")) }}={{ $value }}{{ end }}
{{- end }}
{{- end }}
