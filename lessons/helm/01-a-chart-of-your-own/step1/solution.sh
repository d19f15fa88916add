echo 'version: 0.1.0' >> ~/shop/Chart.yaml
sed -i 's/image.repo }}/image.repository }}/' ~/shop/templates/deployment.yaml
