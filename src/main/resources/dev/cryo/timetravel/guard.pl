# Guards a container that runs before its memory is there: it ends before a page that is missing could be read as zeros.
#
#   perl - test
#   perl - FOLDER TOKEN PAGES
#
# The kernel closes the userfaultfds of a page process that dies, and fills what is missing with zeros then. So this traces
# the page process PAGES, which therefore stops when it dies of anything, with all its descriptors still open: no page of
# the container can be read meanwhile. If it failed, the container's tasks are killed, and only when they are gone its
# end goes on. (Descriptors of its own, held all along, would not do: see docs/decisions.)
#
# Another process of this program waits for the end of the first, takes its place then, and has another one in its own: one
# of the three may be killed at any moment.
#
# Prints "guarding" when it does, or "ok" after a test; else why it cannot. FOLDER is the container's below /run/cryo:
#
#   restoring/asked  "PID STARTTIME" of the container's first task: it is about to be let go. Regarded if restoring/token
#                    is TOKEN
#   coming/TOKEN     "PID STARTTIME" of the page process, the answer: pages still come. It goes when they are in
#   coming/ended     the container had to be ended: the time in seconds, and why
use strict;
use warnings;
use Config;

my ($seize, $listen, $message, $go_on, $detach) = (0x4206, 0x4208, 0x4201, 7, 17);
my ($exit_stops, $at_exit, $at_stop) = (0x40, 6, 128);
my ($any_child, $nohang) = (0x40000000, 1);
my ($pidfd_open, $pidfd_getfd) = (434, 438);
my $trace = $Config{archname} =~ /^x86_64/ ? 101 : $Config{archname} =~ /^aarch64/ ? 117 : refuse('its machine is not known');

my ($folder, $token, $pages) = @ARGV;
my ($guarding, $second, $line_to_second, @first_task, @groups);

sub refuse {
    print "cannot guard: $_[0]\n";
    exit 1;
}

sub trace {
    my ($request, $pid, $data) = @_;
    return syscall($trace, $request, $pid, 0, $data) == 0;
}

sub nap {
    select undef, undef, undef, $_[0];
}

sub first_line {
    my ($file) = @_;
    open my $in, '<', $file or return '';
    my $line = <$in> // '';
    chomp $line;
    return $line;
}

# Field 22 of /proc/PID/stat, and the state: a pid may be taken again, its start time not.
sub born {
    my ($pid) = @_;
    my @fields = split / /, first_line("/proc/$pid/stat") =~ s/.*\) //r;
    return @fields > 19 && $fields[0] !~ /[ZX]/ ? $fields[19] : 0;
}

sub lives {
    my ($pid, $start) = @_;
    return born($pid) eq $start;
}

# Only a kernel where a process that is killed stops at its end can be trusted with this.
sub test {
    my $child = fork // refuse("no process: $!");
    if (!$child) { sleep 10; exit 0 }
    trace($seize, $child, $exit_stops) or do { my $why = $!; kill KILL => $child; refuse("ptrace: $why") };
    kill KILL => $child;
    waitpid $child, $any_child;
    my $stopped = ${^CHILD_ERROR_NATIVE} >> 16 == $at_exit;
    trace($detach, $child, 0) && waitpid $child, 0 if $stopped;
    $stopped or refuse('a process that is killed does not stop at its end on this kernel');
}

# The container's own cgroup, in each hierarchy that lists its tasks.
sub groups {
    my ($pid) = @_;
    open my $in, '<', "/proc/$pid/cgroup" or return;
    my @found;
    while (<$in>) {
        my ($names, $path) = /^\d+:([^:]*):(\/.+)$/ or next;
        my ($group) = grep { -e "$_/cgroup.procs" }
            map { "/sys/fs/cgroup/$_$path" } $names eq '' ? ('', 'unified') : ($names, $names =~ s/^name=//r);
        push @found, $group if $group;
    }
    return @found;
}

sub tasks {
    my %pids;
    my @places = @groups;
    while (defined(my $place = shift @places)) {
        if (open my $in, '<', "$place/cgroup.procs") {
            while (<$in>) { chomp; $pids{$_} = 1 if $_ > 1 }
        }
        if (opendir my $in, $place) {
            push @places, map { "$place/$_" } grep { !/^\.\.?$/ && -d "$place/$_" } readdir $in;
        }
    }
    return keys %pids;
}

# What one needs who outlives the page process itself, should that be made to go on.
sub duplicates {
    my $process = syscall($pidfd_open, $pages, 0);
    my @held;
    for my $link (glob "/proc/$pages/fd/*") {
        my ($number) = $link =~ /(\d+)$/;
        push @held, syscall($pidfd_getfd, $process, $number + 0, 0) if (readlink $link // '') =~ /userfaultfd/;
    }
    return @held;
}

# As long as its first task lives, the cgroup is this container's, and tasks may still be made in it.
sub end_container {
    my %killed;
    while (1) {
        if (lives(@first_task)) {
            $killed{$first_task[0]} = $first_task[1];
            kill KILL => $first_task[0];
            for my $task (tasks()) {
                $killed{$task} = born($task) || next;
                kill KILL => $task;
            }
        }
        last if !grep { lives($_, $killed{$_}) } keys %killed;
        nap(0.005);
    }
}

sub note {
    my ($why) = @_;
    open my $out, '>', "$folder/coming/.ended" or return;
    print $out time, "\n$why\n";
    close $out;
    rename "$folder/coming/.ended", "$folder/coming/ended";
}

# ended STATUS: of the page process, as wait tells it. It has stopped there if it could.
sub ended {
    my ($status) = @_;
    my @held;
    if ($guarding && $status != 0 && lives(@first_task)) {
        @held = duplicates();
        end_container();
        note($status & 0x7f ? 'it was ended by signal ' . ($status & 0x7f) : 'it failed with status ' . ($status >> 8));
    }
    syswrite $line_to_second, 'done' if $line_to_second;
    unlink "$folder/coming/$token";
    rmdir "$folder/coming" and rmdir $folder;
    trace($detach, $pages, 0);
    exit 0;
}

sub heard {
    my ($told) = @_;
    if (($told & 0xff) != 0x7f) { ended($told) }
    my ($event, $signal) = ($told >> 16, ($told >> 8) & 0xff);
    if ($event == $at_exit) {
        my $status = pack 'Q', 0xff; # the kernel writes into it
        syscall $trace, $message, $pages, 0, $status;
        ended(unpack 'Q', $status);
    } elsif ($event == $at_stop) {
        # Somebody has stopped it: it stays so until it is continued.
        trace($signal >= 19 && $signal <= 22 ? $listen : $go_on, $pages, 0);
    } else {
        trace($go_on, $pages, $signal);
    }
}

# The second process: nothing is to be done until the first one is gone.
sub pair {
    pipe my $from_first, $line_to_second or return 0;
    my $pid = fork // return 0;
    if ($pid) { return $pid }
    close $line_to_second;
    undef $line_to_second;
    $0 = "cryo-guard $token (second)";
    exit 0 if sysread $from_first, my $word, 4;
    # The first one may yet be tracing it, for a moment.
    until (trace($seize, $pages, $exit_stops)) {
        ended(9) if !born($pages);
        nap(0.002);
    }
    stand();
}

# The container is about to be let go: from here on it is guarded.
sub take {
    @first_task = split / /, first_line("$folder/restoring/asked");
    return if @first_task != 2 || first_line("$folder/restoring/token") ne $token;
    @groups = groups($first_task[0]);
    mkdir "$folder/coming";
    open my $out, '>', "$folder/coming/.$token" or return;
    print $out "$pages ", born($pages), "\n";
    close $out or return;
    $guarding = 1;
    $second = pair() or $guarding = 0;
    answer();
}

# From here on the runtime lets the tasks go.
sub answer {
    rename "$folder/coming/.$token", "$folder/coming/$token" if $guarding;
}

sub stand {
    $0 = "cryo-guard $token";
    $second = $guarding ? pair() : 0;
    answer(); # the first one may have died before it could
    while (1) {
        while ((my $pid = waitpid -1, $any_child | $nohang) > 0) {
            if ($pid == $pages) { heard(${^CHILD_ERROR_NATIVE}) }
            elsif ($second && $pid == $second) { $second = 0 }
        }
        if (!$guarding) { take() if -s "$folder/restoring/asked" }
        elsif (!lives(@first_task)) { kill KILL => $pages } # nobody is left to whom pages could come
        elsif (!$second) { $second = pair() }
        nap($guarding ? 0.02 : 0.005);
    }
}

$| = 1;
umask 077;
$SIG{$_} = 'IGNORE' for qw(HUP INT TERM PIPE);
test();
if ($folder eq 'test') { print "ok\n"; exit 0 }
exit 0 if fork // refuse("no process: $!"); # nobody is to wait for the one that stays
if (open my $out, '>', '/proc/self/oom_score_adj') { print $out "-1000\n" }
$pages += 0;
trace($seize, $pages, $exit_stops) or refuse("ptrace: $!");
print "guarding\n";
open STDIN, '<', '/dev/null';
open STDOUT, '>', '/dev/null';
open STDERR, '>', '/dev/null';
chdir '/';
stand();
