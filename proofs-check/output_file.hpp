#pragma once
/// Files that the program leaves: whole, or not at all.

#include <filesystem>
#include <string>

namespace softlin::check {

/// Writes a text file whole or not at all (through a temporary file beside it). A link is followed; a device or pipe is
/// written to, never replaced.
/// Errors : InputError when it cannot be written.
void write_file(const std::filesystem::path& path, const std::string& text);

/// Looks, before any work is done, whether write_file(path, ...) could succeed; leaves nothing behind.
/// Errors : InputError when `path` is a folder, or lies in a folder that is missing or cannot be written.
void require_writable(const std::filesystem::path& path);

}  // namespace softlin::check
