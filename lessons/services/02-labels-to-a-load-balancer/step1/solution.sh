kubectl apply -f - <<'YAML'
apiVersion: v1
kind: Service
metadata:
  name: demo
  labels:
    run: demo
spec:
  ports:
  - port: 8080
    protocol: TCP
    targetPort: 80
  selector:
    run: demo
YAML
sleep 2
