{{/* Annotations of what only lives while the certificate is made. Takes when it runs. */}}
{{- define "in.hook" -}}
helm.sh/hook: {{ . }}
helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
{{- end }}

{{/* A Job of the certificate tool. Takes a list: the root, its name, when it runs, its arguments. */}}
{{- define "in.hookJob" -}}
{{- $root := index . 0 -}}
{{- $name := index . 1 -}}
{{- $patch := $root.Values.controller.admissionWebhooks.patch -}}
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ include "in.admission" $root }}-{{ $name }}
  namespace: {{ include "in.namespace" $root }}
  annotations:
    {{- include "in.hook" (index . 2) | nindent 4 }}
  labels:
    {{- include "in.labels" (list $root "admission-webhook" $patch.labels) | nindent 4 }}
spec:
  ttlSecondsAfterFinished: 0
  template:
    metadata:
      name: {{ include "in.admission" $root }}-{{ $name }}
      {{- with $patch.podAnnotations }}
      annotations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      labels:
        {{- include "in.labels" (list $root "admission-webhook" $patch.labels) | nindent 8 }}
    spec:
      {{- with $patch.priorityClassName }}
      priorityClassName: {{ . }}
      {{- end }}
      {{- with $root.Values.imagePullSecrets }}
      imagePullSecrets:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      automountServiceAccountToken: true
      containers:
        - name: {{ $name }}
          image: {{ include "in.image" $patch.image }}
          imagePullPolicy: {{ $patch.image.pullPolicy }}
          args:
            - {{ $name }}
            {{- range index . 3 }}
            - --{{ . }}
            {{- end }}
          env:
            - name: POD_NAMESPACE
              valueFrom:
                fieldRef:
                  fieldPath: metadata.namespace
          securityContext:
            allowPrivilegeEscalation: false
            capabilities:
              drop:
                - ALL
            readOnlyRootFilesystem: true
            runAsGroup: 65532
            runAsNonRoot: true
            runAsUser: 65532
            seccompProfile:
              type: RuntimeDefault
      restartPolicy: OnFailure
      serviceAccountName: {{ include "in.admissionAccount" $root }}
      {{- with $patch.nodeSelector }}
      nodeSelector:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $patch.tolerations }}
      tolerations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
{{- end }}
