#pragma once
/// Rows of a suite that are judged, and written, together.

#include <optional>
#include <string>
#include <vector>

#include "proofs-check/row_compute.hpp"

namespace softlin::check {

/// Consecutive rows: those of one claim with open constants at one scale, or a single row.
struct JointRows {
  std::size_t first = 0;
  std::size_t count = 1;
};

std::vector<JointRows> joint_rows_of(const std::vector<RowPlan>& plans);

/// The finished rows of a group, with the rule for open constants (suite_run.hpp) applied; nothing when stopped before
/// their end. `shift` + place in the suite selects a row's random stream.
std::optional<std::vector<ResultRow>> compute_joint_rows(const std::vector<RowPlan>& plans, const JointRows& group,
                                                         std::size_t shift, const RowOptions& options);

/// Each row as a line of JSON, without line breaks.
std::vector<std::string> json_lines(const std::vector<ResultRow>& rows);

/// Errors : InputError at `place` unless a stored row answers the question of a planned one.
void require_same_question(const ResultRow& found, const ResultRow& planned, const Place& place);

}  // namespace softlin::check
