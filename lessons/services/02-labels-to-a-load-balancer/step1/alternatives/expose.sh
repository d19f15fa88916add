kubectl expose pod demo --port=8080 --target-port=80
sleep 2
