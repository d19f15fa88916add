kubectl patch httproute museum -n museum --type=merge -p '{"spec":{"hostnames":["museum.example.com"]}}'
sleep 5
