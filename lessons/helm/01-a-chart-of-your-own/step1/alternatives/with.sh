printf 'version: 2.0.0\nappVersion: "1.27"\n' >> ~/shop/Chart.yaml
sed -i 's/image: .*/image: {{ with .Values.image }}{{ printf "%s:%s" .repository .tag | quote }}{{ end }}/' ~/shop/templates/deployment.yaml
