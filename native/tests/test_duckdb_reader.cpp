#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "core/error.h"
#include "readers/query_reader.h"
#include "readers/vector_appender.h"
#include "tests/duckdb_library.h"

namespace millrace::duckdb {
namespace {

constexpr std::int64_t kBatchRows = 16384;

class QueryReaderTest : public ::testing::Test {
 protected:
  void SetUp() override {
    Settings settings;
    settings.library_path = duckdb_library_path();
    if (settings.library_path.empty()) GTEST_SKIP() << "npm has not installed DuckDB's library";
    settings.threads = 2;
    database_ = DatabaseInstance::open(settings);
  }

  Batch only_batch(const std::string& sql) {
    QueryReader reader(database_, sql, kBatchRows);
    auto batch = reader.next({});
    EXPECT_TRUE(batch.has_value());
    EXPECT_FALSE(reader.next({}).has_value());
    return std::move(*batch);
  }

  std::string message_of(const std::string& sql) {
    try {
      QueryReader reader(database_, sql, kBatchRows);
      while (reader.next({})) continue;
    } catch (const Error& error) {
      return error.code() + ": " + error.what();
    }
    return "";
  }

  std::shared_ptr<DatabaseInstance> database_;
};

TEST_F(QueryReaderTest, ReadsEveryType) {
  const Batch batch = only_batch(
      "SELECT true AS b, -1::TINYINT AS i8, -2::SMALLINT AS i16, -3::INTEGER AS i32, -4::BIGINT AS i64,"
      " 1::UTINYINT AS u8, 2::USMALLINT AS u16, 3::UINTEGER AS u32, 18446744073709551615::UBIGINT AS u64,"
      " 0.5::FLOAT AS f32, 0.1::DOUBLE AS f64, 'twelve bytes' AS inlined, 'thirteen byte' AS pointed,"
      " DATE '1970-01-02' AS d, TIMESTAMP '1969-12-31 23:59:59.999999' AS t, NULL AS nothing");
  ASSERT_EQ(batch.row_count, 1);
  const auto& columns = batch.columns;
  ASSERT_EQ(columns.size(), 16u);
  EXPECT_TRUE(columns[0]->bit(0));
  EXPECT_EQ(*columns[1]->data.as<std::int8_t>(), -1);
  EXPECT_EQ(*columns[2]->data.as<std::int16_t>(), -2);
  EXPECT_EQ(*columns[3]->data.as<std::int32_t>(), -3);
  EXPECT_EQ(*columns[4]->data.as<std::int64_t>(), -4);
  EXPECT_EQ(*columns[5]->data.as<std::uint8_t>(), 1);
  EXPECT_EQ(*columns[6]->data.as<std::uint16_t>(), 2);
  EXPECT_EQ(*columns[7]->data.as<std::uint32_t>(), 3u);
  EXPECT_EQ(*columns[8]->data.as<std::uint64_t>(), 18446744073709551615ull);
  EXPECT_EQ(*columns[9]->data.as<float>(), 0.5f);
  EXPECT_EQ(*columns[10]->data.as<double>(), 0.1);
  EXPECT_EQ(columns[11]->text(0), "twelve bytes");
  EXPECT_EQ(columns[12]->text(0), "thirteen byte");
  EXPECT_EQ(*columns[13]->data.as<std::int32_t>(), 1);
  EXPECT_EQ(*columns[14]->data.as<std::int64_t>(), -1);
  EXPECT_EQ(columns[15]->null_count, 1);
}

TEST_F(QueryReaderTest, BringsEveryTimeToMicroseconds) {
  const Batch batch = only_batch(
      "SELECT TIMESTAMP_S '1970-01-01 00:00:02', TIMESTAMP_MS '1970-01-01 00:00:00.003',"
      " TIMESTAMP_NS '1969-12-31 23:59:59.999999999'");
  EXPECT_EQ(*batch.columns[0]->data.as<std::int64_t>(), 2'000'000);
  EXPECT_EQ(*batch.columns[1]->data.as<std::int64_t>(), 3'000);
  EXPECT_EQ(*batch.columns[2]->data.as<std::int64_t>(), -1);
}

TEST_F(QueryReaderTest, CutsBatchesExactlyWhateverTheChunks) {
  for (const std::int64_t batch_rows : {1, 7, 2047, 2048, 2049, 5000, 100000}) {
    QueryReader reader(database_,
                       "SELECT i, CASE WHEN i % 3 = 0 THEN NULL ELSE 'text of row ' || i END AS s, i % 2 = 0 AS even"
                       " FROM range(5000) AS t(i)",
                       batch_rows);
    std::int64_t row = 0;
    while (auto batch = reader.next({})) {
      ASSERT_EQ(batch->row_count, std::min<std::int64_t>(batch_rows, 5000 - row));
      const Column& text = *batch->columns[1];
      std::int64_t nulls = 0;
      for (std::int64_t i = 0; i < batch->row_count; ++i, ++row) {
        ASSERT_EQ(batch->columns[0]->data.as<std::int64_t>()[i], row);
        ASSERT_EQ(text.is_valid(i), row % 3 != 0);
        ASSERT_EQ(text.text(i), row % 3 == 0 ? "" : "text of row " + std::to_string(row));
        ASSERT_EQ(batch->columns[2]->bit(i), row % 2 == 0);
        nulls += row % 3 == 0;
      }
      ASSERT_EQ(text.null_count, nulls);
    }
    EXPECT_EQ(row, 5000) << batch_rows;
  }
}

TEST_F(QueryReaderTest, KnowsTheFieldsOfAnEmptyResult) {
  QueryReader reader(database_, "SELECT 1 AS number, 'a' AS letter WHERE false", kBatchRows);
  const auto fields = reader.fields({});
  ASSERT_EQ(fields.size(), 2u);
  EXPECT_EQ(fields[0].name, "number");
  EXPECT_EQ(fields[0].type, Type::int32);
  EXPECT_EQ(fields[1].type, Type::utf8);
  EXPECT_FALSE(reader.next({}).has_value());
  EXPECT_FALSE(reader.next({}).has_value());
}

TEST_F(QueryReaderTest, TellsWhatFailed) {
  EXPECT_NE(message_of("SELECT * FROM read_csv('/no/such/file.csv')").find("No files found"), std::string::npos);
  EXPECT_NE(message_of("SELEC").find("FILE_UNREADABLE: Parser Error"), std::string::npos);
  EXPECT_NE(message_of("SELECT CAST(CASE WHEN i = 9999 THEN 'x' ELSE '1' END AS INTEGER) FROM range(10000) t(i)")
                .find("Could not convert string 'x' to INT32"),
            std::string::npos);
  EXPECT_EQ(message_of("SELECT [1, 2] AS numbers"), "COLUMN_TYPE: column 'numbers' has a type that can't be read");
  EXPECT_EQ(message_of("SELECT DATE 'infinity' AS day"), "VALUE_INFINITE: column 'day' holds an infinite date");
}

TEST_F(QueryReaderTest, StopsWhenCancelledAndWhenDestroyed) {
  const std::string endless = "SELECT count(*) FROM range(1000000000000) a(i), range(1000) b(j) WHERE i % 7 = j % 5";
  CancelToken token;
  const RunContext context{1, &token};
  const auto started = std::chrono::steady_clock::now();
  {
    QueryReader reader(database_, endless, kBatchRows);
    std::thread canceller([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      token.cancel();
    });
    EXPECT_THROW(reader.next(context), Cancelled);
    canceller.join();
    EXPECT_THROW(reader.next({}), Cancelled);
  }
  { QueryReader unread(database_, "SELECT i FROM range(1000000000) t(i)", kBatchRows); }
  EXPECT_LT(std::chrono::steady_clock::now() - started, std::chrono::seconds(5));
}

// DuckDB forgets an interrupt that comes before the query runs: an early end must not wait for all of it.
TEST_F(QueryReaderTest, StopsAtAnyMoment) {
  const auto started = std::chrono::steady_clock::now();
  for (int microseconds = 0; microseconds < 3000; microseconds += 100) {
    QueryReader reader(database_, "SELECT count(*) FROM range(100000000000) a(i) WHERE i % 7 = 3", kBatchRows);
    std::this_thread::sleep_for(std::chrono::microseconds(microseconds));
  }
  EXPECT_LT(std::chrono::steady_clock::now() - started, std::chrono::seconds(30));
}

TEST_F(QueryReaderTest, RefusesBatchesThatNoColumnHolds) {
  for (const std::int64_t batch_rows : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1} << 61, INT64_MAX}) {
    EXPECT_THROW(QueryReader(database_, "SELECT 1", batch_rows), Error) << batch_rows;
  }
}

// Two environments share the database: readers come and go on many threads.
TEST_F(QueryReaderTest, ReadsOnManyThreadsAtOnce) {
  std::vector<std::thread> threads;
  std::atomic<std::int64_t> rows{0};
  for (int thread = 0; thread < 8; ++thread) {
    threads.emplace_back([&] {
      for (int run = 0; run < 5; ++run) {
        QueryReader reader(database_, "SELECT i, 'row ' || i FROM range(10000) t(i)", 1000);
        while (auto batch = reader.next({})) rows += batch->row_count;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(rows, 8 * 5 * 10000);
}

TEST(VectorAppender, StartsValidityAtTheFirstNull) {
  VectorAppender appender(TypeId::integer, "n", 10);
  const std::int32_t values[] = {1, 2, 3};
  const std::uint64_t second_is_null[] = {0b101};
  appender.append(values, nullptr, 0, 3);
  appender.append(values, second_is_null, 0, 3);
  const ColumnPtr column = appender.finish();
  EXPECT_EQ(column->length, 6);
  EXPECT_EQ(column->null_count, 1);
  for (std::int64_t row = 0; row < 6; ++row) EXPECT_EQ(column->is_valid(row), row != 4);
  appender.append(values, nullptr, 1, 2);
  const ColumnPtr next = appender.finish();
  EXPECT_EQ(next->length, 1);
  EXPECT_TRUE(next->validity.empty());
  EXPECT_EQ(*next->data.as<std::int32_t>(), 2);
}

TEST(VectorAppender, HoldsNoRows) {
  VectorAppender appender(TypeId::varchar, "s", 4);
  const ColumnPtr column = appender.finish();
  EXPECT_EQ(column->length, 0);
  EXPECT_EQ(column->offsets.size(), sizeof(std::int32_t));
}

}  // namespace
}  // namespace millrace::duckdb
