kubectl patch httproute museum -n museum --type=json -p '[{"op":"add","path":"/spec/hostnames/-","value":"museum.example.com"}]'
sleep 5
