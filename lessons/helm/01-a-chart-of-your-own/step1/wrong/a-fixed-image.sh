# says: does not run what the values image.repository and image.tag say
echo 'version: 0.1.0' >> ~/shop/Chart.yaml
sed -i 's/image: .*/image: "nginx:1.27"/' ~/shop/templates/deployment.yaml
