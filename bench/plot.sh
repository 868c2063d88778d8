#!/bin/bash
# SPDX-License-Identifier: ISC
#
# plot.sh RESULTS CONTENDER...: GROUP-PINNING.svg in the folder RESULTS, ratios to
# the host as bars on a logarithmic scale, one picture a group.

set -euo pipefail
bench=$(cd "$(dirname "$0")" && pwd)
results=$1
shift
others=()
for c; do
	[ "$c" = host ] || others+=("$c")
done
dat=$(mktemp -d)
trap 'rm -rf "$dat"' EXIT
awk -v style=plot -v dir="$dat" -v order="$*" -f "$bench/table.awk" \
	"$bench/targets.txt" "$results/raw"

picture()
{
	local name=$1 rows i curves= reference=host

	[ "${name%%-*}" != oci ] || reference=crun

	rows=$(wc -l <"$dat/$name.dat")
	for ((i = 0; i < ${#others[@]}; i++)); do
		curves="$curves${curves:+, }'$dat/$name.dat' using $((i + 2))"
		[ $i -gt 0 ] || curves="$curves:xtic(1)"
		curves="$curves title '${others[i]}'"
	done
	gnuplot <<-END
	set terminal svg size $((260 + rows * 44)),480 dynamic background "white"
	set output '$results/$name.svg'
	set title '$name: speed, $reference = 1'
	set style data histogram
	set style histogram clustered gap 1
	set style fill solid 0.8 border -1
	set boxwidth 1
	set logscale y
	set grid ytics
	set xtics rotate by -50 noenhanced
	set bmargin 9
	set rmargin 14
	set key top left horizontal
	set datafile missing '?'
	set arrow 1 from graph 0, first 1 to graph 1, first 1 nohead lw 2
	plot [] [0.001:200] $curves
	END
}

for file in "$dat"/*.dat; do
	[ ! -s "$file" ] || picture "$(basename "$file" .dat)"
done
