#include "parser/tree/tokens.hpp"

#include "parser/tree/library.hpp"

namespace countersign::parser::tree {

namespace {

// Reads the few bits of protobuf that pg_query.proto's ScanResult needs; anything out of order ends it.
class message_reader {
 public:
  explicit message_reader(std::string_view bytes) : bytes_(bytes) {}
  [[nodiscard]] bool done() const { return bytes_.empty(); }
  [[nodiscard]] bool failed() const { return failed_; }

  std::uint64_t varint() {
    std::uint64_t out = 0;
    for (unsigned shift = 0; shift < 64 && !bytes_.empty(); shift += 7) {
      const auto byte = static_cast<unsigned char>(bytes_.front());
      bytes_.remove_prefix(1);
      out |= static_cast<std::uint64_t>(byte & 0x7Fu) << shift;
      if (byte < 0x80) return out;
    }
    failed_ = true;
    bytes_ = {};
    return 0;
  }

  std::string_view block() {
    const std::uint64_t size = varint();
    if (failed_ || size > bytes_.size()) {
      failed_ = true;
      bytes_ = {};
      return {};
    }
    const std::string_view out = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return out;
  }

 private:
  std::string_view bytes_;
  bool failed_ = false;
};

constexpr std::uint64_t wire_varint = 0;
constexpr std::uint64_t wire_block = 2;

std::optional<token> read_token(std::string_view bytes) {
  message_reader reader{bytes};
  token out;
  while (!reader.done()) {
    const std::uint64_t key = reader.varint();
    if ((key & 7u) != wire_varint) return std::nullopt;
    const std::uint64_t value = reader.varint();
    if (key >> 3 == 1) out.start = value;
    if (key >> 3 == 2) out.end = value;
    if (key >> 3 == 4) out.number = value;
  }
  return reader.failed() ? std::nullopt : std::optional{out};
}

std::optional<std::vector<token>> read_tokens(std::string_view bytes) {
  message_reader reader{bytes};
  std::vector<token> out;
  while (!reader.done()) {
    const std::uint64_t key = reader.varint();
    if ((key & 7u) == wire_varint) {
      reader.varint();
    } else if ((key & 7u) == wire_block && key >> 3 == 2) {
      const std::optional<token> next = read_token(reader.block());
      if (!next) return std::nullopt;
      out.push_back(*next);
    } else {
      return std::nullopt;
    }
  }
  return reader.failed() ? std::nullopt : std::optional{std::move(out)};
}

}  // namespace

std::optional<std::vector<token>> scan(const char* text, bool standard) {
  const PgQueryScanResult result = scan_tokens(text, standard);
  std::optional<std::vector<token>> out;
  if (result.error == nullptr && result.pbuf.data != nullptr) out = read_tokens({result.pbuf.data, result.pbuf.len});
  pg_query_free_scan_result(result);
  return out;
}

}  // namespace countersign::parser::tree
