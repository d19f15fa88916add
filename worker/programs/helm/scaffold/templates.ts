/**
 * The templates of a new chart. CHART stands for its name. What they render is what the chart that helm creates renders; how they
 * say it is ours. Names of templates and values are helm's, since people's overrides rely on them.
 *
 * @see https://helm.sh/docs/helm/helm_create/
 */

/** templates/_helpers.tpl */
export const HELPERS = `{{/* The chart's name, or nameOverride; as short as a label may be. */}}
{{- define "CHART.name" -}}
{{- .Values.nameOverride | default .Chart.Name | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* What objects are called: RELEASE-CHART, or just RELEASE where that has the chart's name in it. */}}
{{- define "CHART.fullname" -}}
{{- $chart := .Values.nameOverride | default .Chart.Name }}
{{- $both := ternary .Release.Name (printf "%s-%s" .Release.Name $chart) (contains $chart .Release.Name) }}
{{- .Values.fullnameOverride | default $both | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* CHART-VERSION as a label may hold it. */}}
{{- define "CHART.chart" -}}
{{- print .Chart.Name "-" .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* Labels that stay the same for the life of a release: selectors use them. */}}
{{- define "CHART.selectorLabels" -}}
app.kubernetes.io/name: {{ include "CHART.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/* Labels of every object. */}}
{{- define "CHART.labels" -}}
helm.sh/chart: {{ include "CHART.chart" . }}
{{ include "CHART.selectorLabels" . }}
{{- with .Chart.AppVersion }}
app.kubernetes.io/version: {{ quote . }}
{{- end }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{/* The account that pods run as. */}}
{{- define "CHART.serviceAccountName" -}}
{{- $own := ternary (include "CHART.fullname" .) "default" .Values.serviceAccount.create }}
{{- .Values.serviceAccount.name | default $own }}
{{- end }}
`;

/** templates/serviceaccount.yaml */
export const SERVICE_ACCOUNT = `{{- with .Values.serviceAccount }}{{- if .create -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ include "CHART.serviceAccountName" $ }}
  labels:
    {{- include "CHART.labels" $ | nindent 4 }}
  {{- if .annotations }}
  annotations:
    {{- .annotations | toYaml | nindent 4 }}
  {{- end }}
automountServiceAccountToken: {{ .automount }}
{{- end }}{{- end }}
`;

/** templates/service.yaml */
export const SERVICE = `{{- with .Values.service -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ include "CHART.fullname" $ }}
  labels:
    {{- include "CHART.labels" $ | nindent 4 }}
spec:
  type: {{ .type }}
  ports:
    - port: {{ .port }}
      targetPort: http
      protocol: TCP
      name: http
  selector:
    {{- include "CHART.selectorLabels" $ | nindent 4 }}
{{- end }}
`;

const block = (key: string, at: number, inside: number): string =>
  `${" ".repeat(at)}{{- with .Values.${key === "securityContext:pod" ? "podSecurityContext" : key} }}
${" ".repeat(at)}${key.replace(/:.*/, "")}:
${" ".repeat(at)}  {{- . | toYaml | nindent ${inside} }}
${" ".repeat(at)}{{- end }}
`;

/** templates/deployment.yaml */
export const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "CHART.fullname" . }}
  labels:
    {{- include "CHART.labels" . | nindent 4 }}
spec:
  {{- if not .Values.autoscaling.enabled }}
  replicas: {{ .Values.replicaCount }}
  {{- end }}
  selector:
    matchLabels:
      {{- include "CHART.selectorLabels" . | nindent 6 }}
  template:
    metadata:
      {{- if .Values.podAnnotations }}
      annotations:
        {{- .Values.podAnnotations | toYaml | nindent 8 }}
      {{- end }}
      labels:
        {{- include "CHART.labels" . | nindent 8 }}
        {{- if .Values.podLabels }}
        {{- .Values.podLabels | toYaml | nindent 8 }}
        {{- end }}
    spec:
${block("imagePullSecrets", 6, 8)}      serviceAccountName: {{ include "CHART.serviceAccountName" . }}
${block("securityContext:pod", 6, 8)}      containers:
        - name: {{ .Chart.Name }}
${block("securityContext", 10, 12)}          {{- with .Values.image }}
          image: "{{ .repository }}:{{ .tag | default $.Chart.AppVersion }}"
          imagePullPolicy: {{ .pullPolicy }}
          {{- end }}
          ports:
            - name: http
              containerPort: {{ .Values.service.port }}
              protocol: TCP
${["livenessProbe", "readinessProbe", "resources", "volumeMounts"].map((key) => block(key, 10, 12)).join("")}${[
  "volumes",
  "nodeSelector",
  "affinity",
  "tolerations",
]
  .map((key) => block(key, 6, 8))
  .join("")}`;

const metric = (resource: string, value: string): string => `    {{- with .${value} }}
    - type: Resource
      resource:
        name: ${resource}
        target:
          type: Utilization
          averageUtilization: {{ . }}
    {{- end }}
`;

/** templates/hpa.yaml */
export const AUTOSCALER = `{{- with .Values.autoscaling }}{{- if .enabled }}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: {{ include "CHART.fullname" $ }}
  labels:
    {{- include "CHART.labels" $ | nindent 4 }}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: {{ include "CHART.fullname" $ }}
  minReplicas: {{ .minReplicas }}
  maxReplicas: {{ .maxReplicas }}
  metrics:
${metric("cpu", "targetCPUUtilizationPercentage")}${metric("memory", "targetMemoryUtilizationPercentage")}{{- end }}{{- end }}
`;

/** templates/ingress.yaml */
export const INGRESS = `{{- with .Values.ingress }}{{- if .enabled -}}
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: {{ include "CHART.fullname" $ }}
  labels:
    {{- include "CHART.labels" $ | nindent 4 }}
  {{- if .annotations }}
  annotations:
    {{- .annotations | toYaml | nindent 4 }}
  {{- end }}
spec:
  {{- if .className }}
  ingressClassName: {{ .className }}
  {{- end }}
  {{- with .tls }}
  tls:
    {{- range . }}
    - hosts:
        {{- range $host := .hosts }}
        - {{ quote $host }}
        {{- end }}
      secretName: {{ .secretName }}
    {{- end }}
  {{- end }}
  rules:
    {{- range $rule := .hosts }}
    - host: {{ quote $rule.host }}
      http:
        paths:
          {{- range $rule.paths }}
          - path: {{ .path }}
            {{- if .pathType }}
            pathType: {{ .pathType }}
            {{- end }}
            backend:
              service:
                name: {{ include "CHART.fullname" $ }}
                port:
                  number: {{ $.Values.service.port }}
          {{- end }}
    {{- end }}
{{- end }}{{- end }}
`;

/** templates/httproute.yaml */
export const HTTP_ROUTE = `{{- with .Values.httpRoute }}{{- if .enabled -}}
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: {{ include "CHART.fullname" $ }}
  labels:
    {{- include "CHART.labels" $ | nindent 4 }}
  {{- if .annotations }}
  annotations:
    {{- .annotations | toYaml | nindent 4 }}
  {{- end }}
spec:
  parentRefs:
    {{- if .parentRefs }}
      {{- .parentRefs | toYaml | nindent 4 }}
    {{- end }}
  {{- if .hostnames }}
  hostnames:
    {{- .hostnames | toYaml | nindent 4 }}
  {{- end }}
  rules:
    {{- range $rule := .rules }}
    {{- if $rule.matches }}
    - matches:
      {{- $rule.matches | toYaml | nindent 8 }}
    {{- end }}
    {{- if $rule.filters }}
      filters:
      {{- $rule.filters | toYaml | nindent 8 }}
    {{- end }}
      backendRefs:
        - name: {{ include "CHART.fullname" $ }}
          port: {{ $.Values.service.port }}
          weight: 1
    {{- end }}
{{- end }}{{- end }}
`;

/** templates/tests/test-connection.yaml */
export const TEST_CONNECTION = `{{- $service := include "CHART.fullname" . -}}
apiVersion: v1
kind: Pod
metadata:
  name: "{{ $service }}-test-connection"
  labels:
    {{- include "CHART.labels" . | nindent 4 }}
  annotations:
    "helm.sh/hook": test
spec:
  containers:
    - name: wget
      image: busybox
      command: ['wget']
      args: ['{{ $service }}:{{ .Values.service.port }}']
  restartPolicy: Never
`;

/** templates/NOTES.txt */
export const NOTES = `{{- $namespace := .Release.Namespace -}}
{{- $service := include "CHART.fullname" . -}}
How to reach {{ .Chart.Name }}:
{{- if .Values.httpRoute.enabled }}
{{- $gateway := first .Values.httpRoute.parentRefs }}
{{- with .Values.httpRoute.hostnames }}
  curl http://{{ first . }}/
{{- else }}
  kubectl get gateway {{ $gateway.name }} -n {{ $gateway.namespace | default $namespace }} -o jsonpath="{.spec.listeners[0].hostname}"
{{- end }}
The Gateway {{ $gateway.name }} must have a listener for this name.
{{- else if .Values.ingress.enabled }}
{{- range $rule := .Values.ingress.hosts }}
  {{- range $rule.paths }}
  http{{ if $.Values.ingress.tls }}s{{ end }}://{{ $rule.host }}{{ .path }}
  {{- end }}
{{- end }}
{{- else if eq .Values.service.type "NodePort" }}
  PORT=$(kubectl get svc {{ $service }} -n {{ $namespace }} -o jsonpath="{.spec.ports[0].nodePort}")
  NODE=$(kubectl get nodes -o jsonpath="{.items[0].status.addresses[0].address}")
  curl http://$NODE:$PORT/
{{- else if eq .Values.service.type "LoadBalancer" }}
  ADDRESS=$(kubectl get svc {{ $service }} -n {{ $namespace }} -o jsonpath="{.status.loadBalancer.ingress[0].ip}")
  curl http://$ADDRESS:{{ .Values.service.port }}/
The address takes a while to come: kubectl get svc {{ $service }} -n {{ $namespace }} -w
{{- else }}
  kubectl port-forward svc/{{ $service }} -n {{ $namespace }} 8080:{{ .Values.service.port }}
  curl http://127.0.0.1:8080/
{{- end }}
`;
