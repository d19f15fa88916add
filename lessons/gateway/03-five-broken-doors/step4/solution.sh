kubectl label namespace theatre door=open --overwrite
sleep 5
