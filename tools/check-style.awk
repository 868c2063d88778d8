# SPDX-License-Identifier: ISC
#
# Reads a C file and then the diff of it to what clang-format makes of it; prints
# the lines that begin a statement and would change in blanks only.  Set: file.

function squeeze(s)
{
	gsub(/[ \t]+$/, "", s)
	gsub(/[ \t]*{[ \t]*/, "{", s)	# { 0 }, (struct s){ }
	gsub(/[ \t]*}/, "}", s)
	if (!match(s, /^[ \t]+/))
		RLENGTH = 0
	indent = substr(s, 1, RLENGTH)
	s = substr(s, RLENGTH + 1)
	gsub(/[ \t]+/, " ", s)
	return indent s
}

function bare(s)
{
	gsub(/[ \t]/, "", s)
	return s
}

# Does line nr begin a statement, outside a macro?
function begins(nr,	before)
{
	if (line[nr] ~ /\\$/ || line[nr - 1] ~ /\\$/ || line[nr] ~ /^[ \t]*[":#.}]/)
		return 0
	while (--nr > 0 && line[nr] ~ /^[ \t]*$/)
		;
	before = line[nr]
	sub(/[ \t]*(\/\*.*\*\/|\/\/.*)[ \t]*$/, "", before)
	return nr == 0 || before ~ /([;{}]|\*\/)$/ || before == "" ||
	       before ~ /^[ \t]*(case .*|[a-z_0-9]+):$/
}

function judge(	i)
{
	for (i = 1; ours && ours == theirs && i <= ours; i++) {
		if (bare(a[i]) != bare(b[i]) || squeeze(a[i]) == squeeze(b[i]))
			continue
		if (begins(first + i - 1))
			print file ":" first + i - 1 ": indentation or spacing:" \
			      " clang-format has: " b[i]
	}
	ours = theirs = 0
}

FILENAME == file {
	line[FNR] = $0
	next
}

/^[0-9,]+[acd][0-9,]+$/ {
	judge()
	first = $0 + 0
	next
}
/^< / { a[++ours] = substr($0, 3) }
/^> / { b[++theirs] = substr($0, 3) }

END { judge() }
