# SPDX-License-Identifier: ISC
# root: filters
#
# Packet filters, as engines, service meshes and firewalls set them up; bridges
# and what else connects network namespaces.
set -eu
export XTABLES_LOCKFILE=/tmp/xtables.lock

# serve PORT TEXT: answers one connection
serve()
{
	socat -u "SYSTEM:echo $2" "TCP-LISTEN:$1,reuseaddr" &
	until ss -ltn | grep -q ":$1 "; do sleep 0.02; done
}

ask()
{
	socat -u -T 2 "TCP:127.0.0.1:$1,connect-timeout=2" - 2>/dev/null ||
		echo refused
}

echo "== nftables"
nft -f - <<'END'
table inet t {
	set ports { type inet_service; elements = { 81, 82 } }
	chain in {
		type filter hook input priority 0; policy accept;
		tcp dport @ports counter reject with tcp reset
		ct state established,related accept
		meta l4proto tcp limit rate 1000/second accept
	}
	chain out {
		type nat hook output priority -100;
		tcp dport 8080 redirect to :8081
	}
}
END
nft list ruleset | grep -c 'redirect\|reject\|limit'
ask 81
serve 8081 "redirected by nft"
ask 8080
nft list counters >/dev/null
nft list chain inet t in | grep -o 'packets [1-9]' | head -n 1 | cut -d' ' -f1
nft flush ruleset

for kind in legacy nft; do
	echo "== iptables-$kind"
	iptables="iptables-$kind -w"
	$iptables -t nat -A OUTPUT -p tcp --dport 8090 -m owner --uid-owner 0 \
		-m comment --comment "as meshes do" -j REDIRECT --to-ports 8091
	serve 8091 "redirected by iptables-$kind"
	ask 8090
	$iptables -A INPUT -p tcp -m multiport --dports 83,84 -j REJECT
	$iptables -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
	$iptables -A INPUT -m addrtype --dst-type LOCAL -m limit --limit 100/s \
		-j ACCEPT
	$iptables -t mangle -A OUTPUT -p tcp --tcp-flags SYN,RST SYN \
		-j TCPMSS --clamp-mss-to-pmtu
	ask 83
	$iptables -S INPUT
	$iptables -t nat -S OUTPUT
	ip6tables-$kind -w -A INPUT -p tcp --dport 85 -j REJECT
	ip6tables-$kind -S INPUT
	for t in filter nat mangle; do $iptables -t $t -F; done
	ip6tables-$kind -F
done

echo "== a router"
ip netns add inner
ip link add br0 type bridge
ip link add v0 type veth peer name eth0 netns inner
ip link set v0 master br0 up
ip link set br0 up
ip address add 10.9.0.1/24 dev br0
ip -n inner link set lo up
ip -n inner link set eth0 up
ip -n inner address add 10.9.0.2/24 dev eth0
ip -n inner route add default via 10.9.0.1
ip netns add outer
ip link add far type veth peer name eth0 netns outer
ip address add 10.8.0.1/24 dev far
ip link set far up
ip -n outer link set eth0 up
ip -n outer address add 10.8.0.2/24 dev eth0
echo 1 >/proc/sys/net/ipv4/ip_forward
ip netns exec inner ping -c 1 -W 1 -q 10.8.0.2 | grep -o '[01] received' || echo "no way back"
iptables-legacy -t nat -A POSTROUTING -s 10.9.0.0/24 ! -o br0 -j MASQUERADE
ip netns exec inner ping -c 1 -W 5 -q 10.8.0.2 | grep -o '[01] received'
iptables-legacy -t nat -A PREROUTING -i far -p tcp --dport 9000 \
	-j DNAT --to-destination 10.9.0.2:9001
ip netns exec inner socat -u "SYSTEM:echo published" TCP-LISTEN:9001,reuseaddr &
until ip netns exec inner ss -ltn | grep -q :9001; do sleep 0.02; done
ip netns exec outer socat -u -T 5 TCP:10.8.0.1:9000 -
conntrack -L -p tcp 2>/dev/null | grep -c dport=9000

echo "== links"
ip link add link far name m0 type macvlan mode bridge
ip -br link | awk '{ sub("@.*", "", $1); print $1 }' | grep -x 'br0\|m0\|v0\|far' | sort
wait
