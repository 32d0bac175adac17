#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <thread>

#include "core/error.h"
#include "readers/query_reader.h"
#include "readers/query_writer.h"
#include "tests/duckdb_library.h"

namespace millrace::duckdb {
namespace {

class QueryWriterTest : public ::testing::Test {
 protected:
  void SetUp() override {
    settings_.library_path = duckdb_library_path();
    if (settings_.library_path.empty()) GTEST_SKIP() << "npm has not installed DuckDB's library";
    file_ = (std::filesystem::temp_directory_path() / "millrace_test_writer.parquet").string();
  }
  void TearDown() override { std::filesystem::remove(file_); }

  std::string copy() const { return "COPY (SELECT * FROM batches) TO '" + file_ + "' (FORMAT parquet)"; }

  Settings settings_;
  std::string file_;
};

const char* const kEveryType =
    "SELECT i, i % 2 = 0 AS b, i::TINYINT AS i8, i::SMALLINT AS i16, i::INTEGER AS i32, i::UTINYINT AS u8,"
    " i::USMALLINT AS u16, i::UINTEGER AS u32, i::UBIGINT AS u64, (i / 8)::FLOAT AS f32, i / 10 AS f64,"
    " CASE WHEN i % 3 = 0 THEN NULL ELSE 'row ' || i END AS s, DATE '2020-01-01' + i::INTEGER AS d,"
    " TIMESTAMP '2020-01-01' + INTERVAL (i) SECOND AS t, NULL::VARCHAR AS nothing FROM range(120) AS r(i)";

TEST_F(QueryWriterTest, WritesEveryTypeSoThatItReadsBackTheSame) {
  const auto database = DatabaseInstance::open(settings_);
  QueryReader source(database, kEveryType, 7);
  QueryWriter writer(settings_, source.fields({}), copy());
  while (auto batch = source.next({})) writer.write(std::move(*batch), {});
  writer.finish({});

  QueryReader before(database, kEveryType, 1000);
  QueryReader after(database, "SELECT * FROM read_parquet('" + file_ + "')", 1000);
  const auto fields = before.fields({});
  const auto expected = before.next({});
  const auto actual = after.next({});
  ASSERT_EQ(actual->row_count, 120);
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const Column& a = *actual->columns[i];
    const Column& e = *expected->columns[i];
    ASSERT_EQ(a.type, e.type) << fields[i].name;
    ASSERT_EQ(a.null_count, e.null_count) << fields[i].name;
    ASSERT_EQ(a.data.size(), e.data.size()) << fields[i].name;
    const bool is_same = e.data.empty() || std::memcmp(a.data.data(), e.data.data(), e.data.size()) == 0;
    EXPECT_TRUE(is_same) << fields[i].name;
    for (std::int64_t row = 0; row < 120; ++row) ASSERT_EQ(a.is_valid(row), e.is_valid(row)) << fields[i].name;
  }
}

TEST_F(QueryWriterTest, WritesNoRows) {
  QueryWriter writer(settings_, {{"n", Type::int64}}, copy());
  writer.finish({});
  QueryReader reader(DatabaseInstance::open(settings_), "SELECT * FROM read_parquet('" + file_ + "')", 10);
  EXPECT_EQ(reader.fields({}).at(0).name, "n");
  EXPECT_FALSE(reader.next({}).has_value());
}

TEST_F(QueryWriterTest, TellsWhatFailed) {
  QueryWriter writer(settings_, {{"n", Type::int64}}, "COPY (SELECT * FROM batches) TO '/no/such/folder/file.csv'");
  try {
    writer.finish({});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), "FILE_UNWRITABLE");
    EXPECT_NE(std::string(error.what()).find("/no/such/folder"), std::string::npos);
  }
}

TEST_F(QueryWriterTest, RefusesOtherColumnsAndStopsWhenCancelled) {
  const auto database = DatabaseInstance::open(settings_);
  QueryReader source(database, "SELECT 1::INTEGER AS n", 7);
  QueryWriter writer(settings_, {{"n", Type::int64}}, copy());
  try {
    writer.write(*source.next({}), {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), "COLUMN_TYPE");
  }
  CancelToken token;
  token.cancel();
  EXPECT_THROW(QueryWriter(settings_, {{"n", Type::int64}}, "SELECT count(*) FROM range(1000000000000) a(i)")
                   .finish({1, &token}),
               Cancelled);
  { const QueryWriter unfinished(settings_, {{"n", Type::int64}}, copy()); }
}

}  // namespace
}  // namespace millrace::duckdb
