# SPDX-License-Identifier: ISC
#
# Targets and samples to tables: for each row the median of each contender, half
# the distance of the quartiles in percent of it, and its ratio to the host.  A
# ratio above 1 is better than the host, whatever the unit: rates are divided by
# the host's, times and sizes divide it.  Where the host takes no part crun is in
# its place, and where nabla takes none it is runnc that is held to the target.  style: text, markdown, or plot (one
# block a pinning and group: row, then a ratio for each contender but the host).

BEGIN {
	FS = "\t"
	names = split(order, name, " ")
}

FILENAME ~ /targets\.txt$/ {
	if (NF == 3 && !/^#/)
		target[$1] = $2 " " $3
	next
}

{
	key = $1 SUBSEP $5
	if (!($1 in seen_pin)) {
		seen_pin[$1] = 1
		pins[++nr_pins] = $1
	}
	if (!($5 in unit)) {
		unit[$5] = $6
		group[$5] = $4
		rows[++nr_rows] = $5
	}
	at = key SUBSEP $3
	sample[at, ++count[at]] = $7 + 0
}

# Insertion sort of the samples of one cell.
function sorted(at, s,	i, k, v) {
	for (i = 1; i <= count[at]; i++) {
		v = sample[at, i]
		for (k = i - 1; k > 0 && s[k] > v; k--)
			s[k + 1] = s[k]
		s[k + 1] = v
	}
	return count[at]
}

# Quantile @q of @n sorted values, between two of them if need be.
function quantile(s, n, q,	x, i) {
	x = 1 + (n - 1) * q
	i = int(x)
	return i >= n ? s[n] : s[i] + (x - i) * (s[i + 1] - s[i])
}

function evaluate(at,	s, n) {
	split("", s)
	n = sorted(at, s)
	if (!n)
		return 0
	median[at] = quantile(s, n, 0.5)
	if (median[at])
		spread[at] = (quantile(s, n, 0.75) - quantile(s, n, 0.25)) / \
			2 / median[at] * 100
	return 1
}

# 0 if it took no part: to look into the array would say that it had.
function result(pin, row, who) {
	return (pin, row, who) in median ? median[pin, row, who] : 0
}

function reference(pin, row) {
	return result(pin, row, "host") ? "host" : "crun"
}

function ratio(pin, row, who,	mine, host) {
	mine = result(pin, row, who)
	host = result(pin, row, reference(pin, row))
	if (!mine || !host)
		return ""
	return unit[row] ~ /\/s$/ ? mine / host : host / mine
}

# Three digits that count.
function digits(v) {
	return v < 0.0995 ? sprintf("%.2g", v) : v >= 99.95 ? sprintf("%.0f", v) : v >= 9.995 ? \
		sprintf("%.1f", v) : sprintf("%.2f", v)
}

function human(v, u) {
	if (u == "ns" && v >= 1e9)
		return digits(v / 1e9) " s"
	if (u == "ns" && v >= 1e6)
		return digits(v / 1e6) " ms"
	if (u == "ns" && v >= 1e3)
		return digits(v / 1e3) " us"
	if (u == "/s" && v >= 1e6)
		return digits(v / 1e6) " M/s"
	if (u == "/s" && v >= 1e3)
		return digits(v / 1e3) " k/s"
	return digits(v) " " u
}

function target_of(row,	t) {
	if (row in target)
		return target[row]
	for (t in target)
		if (t ~ /\*$/ && index(row, substr(t, 1, length(t) - 1)) == 1)
			return target[t]
	return ""
}

# The target, and whether nabla meets it.
function verdict(pin, row,	t, word, who, v, met) {
	t = target_of(row)
	if (t == "" || pin != "pinned")
		return ""
	split(t, word, " ")
	who = result(pin, row, "nabla") ? "nabla" : "runnc"
	v = word[1] == "least" ? ratio(pin, row, who) : result(pin, row, who)
	if (!v)
		return "not measured"
	met = word[1] == "least" ? v >= word[2] : v < word[2]
	return (word[1] == "least" ? ">= " word[2] : \
		"< " human(word[2], unit[row])) (met ? ", met" : ", missed")
}

function cell(pin, row, who,	r) {
	if (!((pin, row, who) in median))
		return "-"
	r = who == reference(pin, row) ? "" : ratio(pin, row, who)
	return sprintf("%s ±%.0f%%%s", human(median[pin, row, who], unit[row]),
		spread[pin, row, who], r == "" ? "" : "  x" digits(r))
}

function text_table(pin,	i, c, row, line, last) {
	printf "\n== %s%s\n%-24s", pin, pin == "pinned" ? \
		" to one CPU: targets apply" : "", ""
	for (c = 1; c <= names; c++)
		printf "%-26s", name[c]
	print ""
	for (i = 1; i <= nr_rows; i++) {
		row = rows[i]
		if (group[row] != last)
			print last = group[row]
		line = sprintf("  %-22s", row)
		for (c = 1; c <= names; c++)
			line = line sprintf("%-26s", cell(pin, row, name[c]))
		line = line verdict(pin, row)
		sub(/ +$/, "", line)
		print line
	}
}

function markdown_table(pin,	i, c, row) {
	printf "\n%s:\n\n| |", pin
	for (c = 1; c <= names; c++)
		printf " %s |", name[c]
	printf " target |\n|---|"
	for (c = 1; c <= names; c++)
		printf "---|"
	print "---|"
	for (i = 1; i <= nr_rows; i++) {
		row = rows[i]
		printf "| %s |", row
		for (c = 1; c <= names; c++)
			printf " %s |", cell(pin, row, name[c])
		print " " verdict(pin, row) " |"
	}
}

# gnuplot's blocks, each with a name.
function plot_block(pin, g,	i, c, r, line, some) {
	for (i = 1; i <= nr_rows; i++) {
		if (group[rows[i]] != g)
			continue
		line = "\"" rows[i] "\""
		some = 0
		for (c = 1; c <= names; c++) {
			if (name[c] == "host")
				continue
			r = ratio(pin, rows[i], name[c])
			some += r != ""
			line = line " " (r == "" ? "?" : r)
		}
		if (some)
			print line > dir "/" g "-" pin ".dat"
	}
}

END {
	for (i = 1; i <= nr_rows; i++)
		for (p = 1; p <= nr_pins; p++)
			for (c = 1; c <= names; c++)
				evaluate(pins[p] SUBSEP rows[i] SUBSEP name[c])
	for (p = 1; p <= nr_pins; p++) {
		if (style == "text")
			text_table(pins[p])
		else if (style == "markdown")
			markdown_table(pins[p])
		else for (i = 1; i <= nr_rows; i++)
			if (!done[pins[p], group[rows[i]]]++)
				plot_block(pins[p], group[rows[i]])
	}
}
