# SPDX-License-Identifier: ISC
# root: perl
#
# Perl: text, processes, sockets, signals.
cat >/tmp/t.pl <<'END'
use strict; use warnings;
use IO::Socket::INET; use POSIX qw(:sys_wait_h); use Time::HiRes qw(ualarm);
use Digest::SHA qw(sha256_hex); use List::Util qw(sum shuffle);
$| = 1;
my %count;
$count{length $_}++ for map { "x" x ($_ % 7) } 1 .. 10000;
print join(",", map { "$_=$count{$_}" } sort keys %count), "\n";
my $text = join " ", 1 .. 5000;
(my $swapped = $text) =~ s/(\d+) (\d+)/$2 $1/g;
print sha256_hex($swapped), "\n";
print "pipe: ", scalar(`seq 1 100 | tail -n 1`);
my @kids = map { my $n = $_; my $p = fork // die; exit $n unless $p; $p } 1 .. 20;
my $total = 0;
for (@kids) { waitpid $_, 0; $total += WEXITSTATUS($?) }
print "children: $total\n";
my $l = IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1") or die;
if (!fork) {
	my $c = IO::Socket::INET->new(PeerAddr => "127.0.0.1",
				      PeerPort => $l->sockport) or die;
	print $c "line $_\n" for 1 .. 1000;
	exit 0;
}
my $s = $l->accept;
my $lines = () = <$s>;
wait;
print "lines: $lines\n";
my $rang = 0;
$SIG{ALRM} = sub { $rang++ };
ualarm 10_000;
select undef, undef, undef, 1;
print "alarm: $rang\n";
eval { local $SIG{ALRM} = sub { die "timeout\n" }; alarm 1; 1 while 1 };
print "eval: $@";
print sum(shuffle 1 .. 1000), "\n";
open my $f, "+>", "/tmp/file" or die;
print $f pack("N*", 1 .. 10000);
seek $f, 4 * 5000, 0;
read $f, my $word, 4;
print unpack("N", $word), "\n";
printf "%.15g %s\n", atan2(1, 1) * 4, 2 ** 0.5;
END
perl /tmp/t.pl
