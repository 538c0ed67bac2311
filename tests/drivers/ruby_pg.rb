# ruby-pg: libpq as it is, binary formats, pipelines, single-row mode, large objects. README.md has the format.
require "pg"
require "uri"

$stdout.sync = true
LINK = PG.connect(sslmode: "require")
LINK.set_notice_processor { |_| }

def decoded(text) = URI.decode_www_form_component(text.gsub("+", "%2B"))
def encoded(text) = URI.encode_www_form_component(text).gsub("+", "%20")

def read_request
  line = $stdin.gets
  line && line.chomp.split("\t", -1).map { |part| decoded(part) }
end

def rows_text(rows) = rows.map { |row| row.map { |cell| cell.nil? ? "\\N" : cell.to_s }.join("|") }.join("\n")

def told(result) = result.nfields.zero? ? result.cmd_status : rows_text(result.values)

def placed(sql)
  number = 0
  sql.gsub("?") { "$#{number += 1}" }
end

VERBS = {
  "query" => ->(sql) { told(LINK.exec(sql)) },
  "params" => ->(sql, *values) { told(LINK.exec_params(placed(sql), values)) },
  "named" => lambda { |sql, *values|
    LINK.prepare("by_name", placed(sql))
    begin
      Array.new(2) { told(LINK.exec_prepared("by_name", values)) }.join("\n")
    ensure
      LINK.exec("DEALLOCATE by_name") if LINK.transaction_status != PG::PQTRANS_INERROR
    end
  },
  "binary" => lambda { |sql, *values|
    packed = values.map { |value| { value: [value.to_i].pack("N"), type: 23, format: 1 } }
    result = LINK.exec_params(placed(sql), packed, 1)
    rows_text(result.values.map { |row| row.map { |cell| cell && cell.unpack1("H*") } })
  },
  "cursor" => lambda { |sql, size|
    LINK.transaction do
      LINK.exec("DECLARE pieces CURSOR FOR #{sql}")
      pieces = []
      until (rows = LINK.exec("FETCH #{size} FROM pieces").values).empty?
        pieces << "#{rows.size}:#{rows[-1][0]}"
      end
      pieces.join(" ")
    end
  },
  "rows" => lambda { |sql|
    LINK.send_query(sql)
    LINK.set_single_row_mode
    last = count = nil
    while (result = LINK.get_result)
      result.check
      result.stream_each_row { |row| count = (count || 0) + 1; last = row[0] }
    end
    "#{count}:#{last}"
  },
  "copy_in" => lambda { |sql, data|
    LINK.copy_data(sql) { data.each_line { |line| LINK.put_copy_data(line) } }.cmd_status
  },
  "copy_out" => lambda { |sql|
    all = +""
    LINK.copy_data(sql) { while (line = LINK.get_copy_data) do all << line end }
    all
  },
  "batch" => lambda { |sql, *values|
    LINK.enter_pipeline_mode
    begin
      values.each { |value| LINK.send_query_params(placed(sql), [value]) }
      LINK.pipeline_sync
      answers = []
      problem = nil
      while (result = LINK.get_result)
        break if result.result_status == PG::PGRES_PIPELINE_SYNC
        begin
          result.check
          answers << told(result)
        rescue PG::Error => error
          problem ||= error
        end
        LINK.get_result
      end
      raise problem if problem
      answers.join("\n")
    ensure
      LINK.exit_pipeline_mode
    end
  },
  "lob" => lambda { |data|
    LINK.transaction do
      oid = LINK.lo_creat(PG::INV_READ | PG::INV_WRITE)
      large = LINK.lo_open(oid, PG::INV_READ | PG::INV_WRITE)
      LINK.lo_write(large, data)
      LINK.lo_lseek(large, 10, PG::SEEK_SET)
      read = LINK.lo_read(large, 20)
      size = LINK.lo_lseek(large, 0, PG::SEEK_END)
      LINK.lo_close(large)
      LINK.lo_unlink(oid)
      "#{size} #{read}"
    end
  },
  "cancel" => lambda { |sql|
    outcome = Thread.new { Thread.current.report_on_exception = false; told(LINK.exec(sql)) }
    raise "not now" unless read_request == ["now"]
    LINK.cancel
    outcome.value
  }
}.freeze

puts ["can", *VERBS.keys.sort].join("\t")
while (request = read_request)
  begin
    puts ["ok", encoded(VERBS.fetch(request[0]).call(*request[1..]))].join("\t")
  rescue PG::Error => error
    state = error.result && error.result.error_field(PG::PG_DIAG_SQLSTATE)
    puts ["error", state || "?", encoded(error.message.strip)].join("\t")
  end
end
LINK.close
