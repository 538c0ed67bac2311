# Perl's DBD::Pg: libpq, prepared on the server, COPY, large objects, asynchronous queries. README.md has the format.
use strict;
use warnings;
use DBI;
use DBD::Pg qw(:async :pg_limits);

$| = 1;
my $link = DBI->connect("dbi:Pg:dbname=$ENV{PGDATABASE};host=$ENV{PGHOST};port=$ENV{PGPORT};sslmode=require",
    $ENV{PGUSER}, $ENV{PGPASSWORD}, {AutoCommit => 1, RaiseError => 1, PrintError => 0, PrintWarn => 0, pg_enable_utf8 => 0,
    # Told at once: what goes out of scope afterwards is deallocated, and that would be the last state.
    HandleError => sub { my ($message, $handle) = @_; die {state => $handle->state, message => $message} }});

sub decoded { my $text = shift; $text =~ s/%([0-9A-Fa-f]{2})/chr hex $1/ge; return $text }
sub encoded { my $text = shift; $text =~ s/([^A-Za-z0-9_.~-])/sprintf '%%%02X', ord $1/ge; return $text }

sub read_request {
    my $line = <STDIN>;
    return unless defined $line;
    chomp $line;
    return map { decoded($_) } split /\t/, $line, -1;
}

sub cell_text {
    my $cell = shift;
    return '\N' unless defined $cell;
    return ref $cell ? '{' . join(',', map { cell_text($_) } @$cell) . '}' : $cell;
}

sub rows_text {
    my $rows = shift;
    return join "\n", map { join '|', map { cell_text($_) } @$_ } @$rows;
}

sub told {
    my $statement = shift;
    return $statement->rows . ' rows' unless $statement->{NUM_OF_FIELDS};
    return rows_text($statement->fetchall_arrayref);
}

sub ask {
    my ($how, $sql, @values) = @_;
    my $statement = $link->prepare($sql, $how);
    $statement->execute(@values);
    return told($statement);
}

# Runs in a transaction, whatever happens.
sub in_transaction {
    my $what = shift;
    $link->begin_work;
    my $answer = eval { $what->() };
    if (my $problem = $@) { $link->rollback; die $problem }
    $link->commit;
    return $answer;
}

my %verbs = (
    query  => sub { ask({pg_server_prepare => 0, pg_direct => 1}, @_) },
    params => sub { ask({pg_server_prepare => 0}, @_) },
    named  => sub {
        my ($sql, @values) = @_;
        my $statement = $link->prepare($sql, {pg_server_prepare => 1, pg_prepare_now => 1});
        my @answers;
        for (1 .. 2) { $statement->execute(@values); push @answers, told($statement) }
        return join "\n", @answers;
    },
    cursor => sub {
        my ($sql, $size) = @_;
        return in_transaction(sub {
            my @pieces;
            $link->do("DECLARE pieces CURSOR FOR $sql");
            while (my @rows = @{$link->selectall_arrayref("FETCH $size FROM pieces")}) {
                push @pieces, scalar(@rows) . ":$rows[-1][0]";
            }
            return "@pieces";
        });
    },
    copy_in => sub {
        my ($sql, $data) = @_;
        $link->do($sql);
        $link->pg_putcopydata("$_\n") for split /\n/, $data;
        $link->pg_putcopyend;
        return 'done';
    },
    copy_out => sub {
        my $sql = shift;
        $link->do($sql);
        my ($all, $line) = ('', '');
        $all .= $line while $link->pg_getcopydata($line) >= 0;
        return $all;
    },
    batch => sub {
        my ($sql, @values) = @_;
        my $statement = $link->prepare($sql);
        return $statement->execute_array({ArrayTupleStatus => \my @status}, \@values);
    },
    lob => sub {
        my $data = shift;
        return in_transaction(sub {
            my $oid = $link->pg_lo_creat($link->{pg_INV_WRITE});
            my $large = $link->pg_lo_open($oid, $link->{pg_INV_WRITE} | $link->{pg_INV_READ});
            $link->pg_lo_write($large, $data, length $data);
            $link->pg_lo_lseek($large, 10, 0);
            my $read = '';
            $link->pg_lo_read($large, $read, 20);
            my $size = $link->pg_lo_lseek($large, 0, 2);
            $link->pg_lo_close($large);
            $link->pg_lo_unlink($oid);
            return "$size $read";
        });
    },
    metadata => sub {
        my $tables  = $link->table_info(undef, 'public', '%', 'TABLE')->fetchall_arrayref([2, 3]);
        my $columns = $link->column_info(undef, 'public', 'items', '%')->fetchall_arrayref([3, 5]);
        return rows_text([@$tables, @$columns]);
    },
    cancel => sub {
        my $sql = shift;
        $link->do($sql, {pg_async => PG_ASYNC});
        my ($now) = read_request();
        die 'not now' unless $now eq 'now';
        $link->pg_cancel;  # it takes the server's error for an answer, too
        die {state => 'cancelled', message => 'pg_cancel'};
    },
);

print join("\t", 'can', sort keys %verbs), "\n";
while (my ($verb, @arguments) = read_request()) {
    my $answer = eval { $verbs{$verb}->(@arguments) };
    if (my $problem = $@) {
        die $problem unless ref $problem;
        my ($state, $message) = @$problem{qw(state message)};
        $message =~ s/\s+\z//;
        print join("\t", 'error', $state || '?', encoded($message)), "\n";
        next;
    }
    print join("\t", 'ok', encoded($answer // '')), "\n";
}
$link->disconnect;
