[ -d ~/shop ] && exit 0
mkdir -p ~/shop/templates
cat > ~/shop/Chart.yaml <<'YAML'
apiVersion: v2
name: shop
description: The front page of a shop
YAML
cat > ~/shop/values.yaml <<'YAML'
replicas: 2
image:
  repository: nginx
  tag: "1.27"
YAML
cat > ~/shop/templates/deployment.yaml <<'YAML'
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
  labels:
    app.kubernetes.io/instance: {{ .Release.Name }}
spec:
  replicas: {{ .Values.replicas }}
  selector:
    matchLabels:
      app.kubernetes.io/instance: {{ .Release.Name }}
  template:
    metadata:
      labels:
        app.kubernetes.io/instance: {{ .Release.Name }}
    spec:
      containers:
        - name: web
          image: "{{ .Values.image.repo }}:{{ .Values.image.tag }}"
          ports:
            - containerPort: 80
YAML
cat > ~/shop/templates/service.yaml <<'YAML'
apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}
spec:
  selector:
    app.kubernetes.io/instance: {{ .Release.Name }}
  ports:
    - port: 80
YAML
cat > ~/shop/templates/NOTES.txt <<'YAML'
The shop is open: kubectl port-forward svc/{{ .Release.Name }} 8080:80
YAML
