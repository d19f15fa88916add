{{- define "failing.deep" -}}
{{ .Values.missing.field.deeper }}
{{- end -}}
{{- define "failing.outer" -}}
{{ include "failing.deep" . }}
{{- end -}}
