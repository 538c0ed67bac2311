// A configuration file, written and read.
#pragma once

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "proxy/config/config.hpp"

namespace countersign::test {

struct written {
  explicit written(const std::string& text) {
    std::string folder = (std::filesystem::temp_directory_path() / "countersign-config-XXXXXX").native();
    REQUIRE(::mkdtemp(folder.data()) != nullptr);
    home = folder;
    std::ofstream(home / "countersign.toml") << text;
    loaded = config::load((home / "countersign.toml").native());
  }
  ~written() { std::filesystem::remove_all(home); }
  written(const written&) = delete;
  written& operator=(const written&) = delete;
  std::filesystem::path home;
  config::load_result loaded;
};

}  // namespace countersign::test
