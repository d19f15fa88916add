# says: helm lint still finds an error
sed -i 's/image.repo }}/image.repository }}/' ~/shop/templates/deployment.yaml
