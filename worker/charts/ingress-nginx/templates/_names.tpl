{{/* Names of everything in this chart; all of them are cut to what a label may hold. */}}

{{- define "in.name" -}}
{{ .Values.nameOverride | default .Chart.Name | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "in.fullname" -}}
{{- $name := .Values.nameOverride | default .Chart.Name -}}
{{- if .Values.fullnameOverride -}}
{{ .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else if contains $name .Release.Name -}}
{{ .Release.Name | trunc 63 | trimSuffix "-" }}
{{- else -}}
{{ printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" }}
{{- end -}}
{{- end }}

{{- define "in.namespace" -}}
{{ .Values.namespaceOverride | default .Release.Namespace }}
{{- end }}

{{- define "in.controller" -}}
{{ printf "%s-%s" (include "in.fullname" .) .Values.controller.name | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "in.backend" -}}
{{ printf "%s-%s" (include "in.fullname" .) .Values.defaultBackend.name | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "in.admission" -}}
{{ printf "%s-%s" (include "in.fullname" .) .Values.controller.admissionWebhooks.name | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "in.webhookService" -}}
{{ printf "%s-admission" (include "in.controller" .) | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "in.account" -}}
{{- if .Values.serviceAccount.create -}}
{{ .Values.serviceAccount.name | default (include "in.fullname" .) }}
{{- else -}}
{{ .Values.serviceAccount.name | default "default" }}
{{- end -}}
{{- end }}

{{- define "in.admissionAccount" -}}
{{- with .Values.controller.admissionWebhooks.patch.serviceAccount -}}
{{- if .create -}}
{{ .name | default (include "in.admission" $) }}
{{- else -}}
{{ .name | default "default" }}
{{- end -}}
{{- end -}}
{{- end }}

{{- define "in.backendAccount" -}}
{{- if .Values.defaultBackend.serviceAccount.create -}}
{{ .Values.defaultBackend.serviceAccount.name | default (printf "%s-backend" (include "in.fullname" .)) }}
{{- else -}}
{{ .Values.defaultBackend.serviceAccount.name | default "default" }}
{{- end -}}
{{- end }}

{{- define "in.lease" -}}
{{ .Values.controller.electionID | default (printf "%s-leader" (include "in.fullname" .)) }}
{{- end }}

{{/* An image's reference: registry/image:tag@digest. */}}
{{- define "in.image" -}}
{{ with .registry }}{{ . }}/{{ end }}{{ .image }}:{{ .tag }}{{ with .digest }}@{{ . }}{{ end }}
{{- end }}

{{/* Labels by which pods are found. Takes a list: the root and the component. */}}
{{- define "in.selector" -}}
{{- $root := index . 0 -}}
app.kubernetes.io/name: {{ include "in.name" $root }}
app.kubernetes.io/instance: {{ $root.Release.Name }}
{{- with index . 1 }}
app.kubernetes.io/component: {{ . }}
{{- end }}
{{- end }}

{{/* Labels of an object. Takes a list: the root, the component or "", further labels. */}}
{{- define "in.labels" -}}
{{- $root := index . 0 -}}
helm.sh/chart: {{ printf "%s-%s" $root.Chart.Name $root.Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "in.selector" (list $root "") }}
app.kubernetes.io/version: {{ $root.Chart.AppVersion | quote }}
app.kubernetes.io/part-of: {{ include "in.name" $root }}
app.kubernetes.io/managed-by: {{ $root.Release.Service }}
{{- with index . 1 }}
app.kubernetes.io/component: {{ . }}
{{- end }}
{{- with $root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- if gt (len .) 2 }}
{{- with index . 2 }}
{{ toYaml . }}
{{- end }}
{{- end }}
{{- end }}

{{/* How a plain port is called: "80-tcp". Takes a list: the root, the port, the protocol. */}}
{{- define "in.portName" -}}
{{ with (index . 0).Values.portNamePrefix }}{{ . }}-{{ end }}{{ index . 1 }}-{{ index . 2 }}
{{- end }}
