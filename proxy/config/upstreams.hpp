// [upstream] or [[upstream]]: the servers that Countersign stands in front of.
#pragma once

#include <filesystem>

#include "proxy/config/config.hpp"
#include "proxy/config/document.hpp"

namespace countersign::config {

// Reads all of them; without any, `to` keeps its one default. Relative file names are taken from `beside`.
void read_upstreams(document& read, const toml::table& root, settings& to, const std::filesystem::path& beside);
// After [listen] and [catalog] were read as well: what belongs to the one upstream goes there, or is a mistake.
void join_upstreams(document& read, const toml::table& root, settings& to);

}  // namespace countersign::config
