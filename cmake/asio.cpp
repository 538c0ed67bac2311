// The one place where Asio and Beast are compiled.
#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/beast/src.hpp>

// Beast asserts with a message. Each program says what a failed assertion does; this adds nothing to it.
namespace boost {
void assertion_failed(const char* expression, const char* function, const char* file, long line);
void assertion_failed_msg(const char* expression, const char* message, const char* function, const char* file,
                          long line);
void assertion_failed_msg(const char* expression, const char* message, const char* function, const char* file,
                          long line) {
  (void)expression;
  assertion_failed(message, function, file, line);
}
}  // namespace boost
