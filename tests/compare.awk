# SPDX-License-Identifier: ISC
#
# compare.awk -v known=FILE HOST GUEST: judges results in the form of compare.sh.
# Prints "ok TAB group", "not TAB group" followed by "# TAB detail" for each
# difference, "skip TAB what TAB reason".
#
# A test differs if it is bad (fail, timeout, crash, died) in the guest and not
# bad on the host; if the host passes it and the guest skips it; or if the host has
# a result and the guest none.  The last is not said of a group that came to a bad
# end as a whole: it is said once.  Where results of a test are several (a group
# was run again, or tests share a name) the last one counts on both sides.

BEGIN {
	FS = "\t"
	while ((getline line < known) > 0) {
		if (line ~ /^[ \t]*(#|$)/)
			continue
		nk++
		split(line, word, " ")
		k_group[nk] = word[1]
		k_test[nk] = pattern(word[2])
		sub(/^[^ \t]+[ \t]+[^ \t]+[ \t]+/, "", line)
		k_reason[nk] = line
	}
}

# A shell's "*" is the only special character.
function pattern(text)
{
	gsub(/[][^$.|?+(){}\\]/, "\\\\&", text)
	gsub(/\*/, ".*", text)
	return "^" text "$"
}

function known_as(group, test,	i)
{
	for (i = 1; i <= nk; i++)
		if (group == k_group[i] && test ~ k_test[i])
			return i
	return 0
}

function bad(result)
{
	return result ~ /^(fail|timeout|crash|died)$/
}

function differs(h, g)
{
	return (bad(g) && !bad(h)) || (h == "pass" && (g == "skip" || g == ""))
}

# Of one test; returns 1 if it is a difference that nobody knows.
function compare(group, test, h, g,	i)
{
	if (!differs(h, g))
		return 0
	i = known_as(group, test)
	if (!i) {
		detail[++nd] = group " " test ": " h " on the host, " \
			(g == "" ? "missing" : g) " in the guest"
		return 1
	}
	if (!told[i]++)
		skips[++ns] = group (test == "-" ? "" : ": " test) "\t" \
			k_reason[i]
	return 0
}

function judge(group,	i, n, test, names, worse, whole)
{
	nd = ns = 0
	whole = guest[group, "-"]
	worse = compare(group, "-", host[group, "-"], whole)
	n = split(tests[group], names, "\n")
	for (i = 2; i <= n; i++) {
		test = names[i]
		if (bad(whole) && guest[group, test] == "")
			continue
		worse += compare(group, test, host[group, test],
				 guest[group, test])
	}
	if (worse)
		print "not\t" group
	else if (whole == "skip" && host[group, "-"] == "skip")
		print "skip\t" group "\tthe host skips it too"
	else if (bad(host[group, "-"]) && n < 2)
		print "skip\t" group "\tthe host fails it too"
	else if (!whole_known(group, whole))
		print "ok\t" group
	for (i = 1; i <= nd; i++)
		print "#\t" detail[i]
	for (i = 1; i <= ns; i++)
		print "skip\t" skips[i]
}

# A group that is known to differ as a whole is a skip and nothing else.
function whole_known(group, whole)
{
	return differs(host[group, "-"], whole) && known_as(group, "-")
}

$3 == "end" {
	if (FILENAME == ARGV[1] && !($1 in order_of)) {
		order_of[$1]
		order[++groups] = $1
	}
	next
}

FILENAME == ARGV[1] {
	if ($2 != "-" && !(($1, $2) in host))
		tests[$1] = tests[$1] "\n" $2
	host[$1, $2] = $3
	next
}

{
	if ($2 != "-" && !(($1, $2) in host) && !(($1, $2) in guest))
		tests[$1] = tests[$1] "\n" $2
	guest[$1, $2] = $3
}

END {
	for (i = 1; i <= groups; i++)
		judge(order[i])
}
