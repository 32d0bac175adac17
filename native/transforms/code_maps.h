// What encoders make of the codes of a column's categories: numbers, other codes, texts, times.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "transforms/categories.h"
#include "transforms/program.h"

namespace millrace {

// out[r] = numbers[code · stride + offset] of in[r], `missing` where it is missing and `unseen` where it is no
// category.
class NumbersOfCodes : public Operation {
 public:
  struct Table {
    std::shared_ptr<const std::vector<double>> numbers;
    std::size_t stride = 1, offset = 0;
    double missing, unseen;
  };
  NumbersOfCodes(Slot in, Slot out, Table table) : in_(in), out_(out), table_(std::move(table)) {}
  void run(Run& run) override;

 private:
  Slot in_, out_;
  Table table_;
};

// out[r] = codes[in[r]], `missing` where it is missing and `unseen` where it is no category.
class RecodeCategories : public Operation {
 public:
  RecodeCategories(Slot in, Slot out, Codes codes, std::int32_t missing, std::int32_t unseen)
      : in_(in), out_(out), codes_(std::move(codes)), missing_(missing), unseen_(unseen) {}
  void run(Run& run) override;

 private:
  Slot in_, out_;
  Codes codes_;
  std::int32_t missing_, unseen_;
};

// out[r] = texts[in[r]], a text column: null where missing, `unseen` where it is no category.
class TextsOfCodes : public Operation {
 public:
  // texts: those of text categories, by code.
  TextsOfCodes(Slot in, Slot out, std::shared_ptr<const Categories> texts, std::string unseen)
      : in_(in), out_(out), texts_(std::move(texts)), unseen_(std::move(unseen)) {}
  void run(Run& run) override;

 private:
  Slot in_, out_;
  std::shared_ptr<const Categories> texts_;
  std::string unseen_;
};

// out[r] = the time in[r] milliseconds since 1970, a timestamp_us column; null where missing.
class TimesOfNumbers : public Operation {
 public:
  TimesOfNumbers(Slot in, Slot out) : in_(in), out_(out) {}
  void run(Run& run) override;

 private:
  Slot in_, out_;
};

// A value that is no category is a fault, and so is a missing one on request.
class RefuseUnseen : public Operation {
 public:
  RefuseUnseen(Slot column, Slot codes, std::string name, bool missing_too)
      : column_(column), codes_(codes), name_(std::move(name)), missing_too_(missing_too) {}
  void run(Run& run) override;

 private:
  Slot column_, codes_;
  std::string name_;
  bool missing_too_;
};

// The row's value as people write it, cut short for messages.
std::string shown_value(const Column& column, std::int64_t row);

}  // namespace millrace
