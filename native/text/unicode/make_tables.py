"""Writes tables.h: what Python says of every code point, for the word analyzer.

    python3.11 native/text/unicode/make_tables.py > native/text/unicode/tables.h

Python is the source because scikit-learn's analyzer is defined by it: str.lower() and the `\\w` of `re`.
Both come from the Unicode database of the interpreter, so the version is part of the output.
"""

import sys
import unicodedata

CODE_POINTS = 0x110000
BLOCK = 128
WORD, CASED, CASE_IGNORABLE = 1, 2, 4


def ends_in_final_sigma(text):
    return (text + "\u03a3").lower().endswith("\u03c2")


def record_of(code):
    character = chr(code)
    flags = WORD if character.isalnum() or character == "_" else 0
    # Python shows cased and case-ignorable only through the rule that uses them: a capital sigma becomes the final
    # one after a cased letter, ignorable characters between them left out.
    if ends_in_final_sigma(character):
        flags |= CASED
    elif ends_in_final_sigma("A" + character):
        flags |= CASE_IGNORABLE
    lower = character.lower()
    # Two exceptions are code, not table: U+0130 becomes two characters, U+03A3 depends on its neighbours.
    delta = ord(lower) - code if len(lower) == 1 and code != 0x3A3 else 0
    return delta, flags


def rows_of(values, per_row):
    return [", ".join(str(v) for v in values[i : i + per_row]) for i in range(0, len(values), per_row)]


def array_of(declaration, values, per_row=32):
    return "inline constexpr " + declaration + " = {\n" + ",\n".join(rows_of(values, per_row)) + "};\n"


def main():
    several = [code for code in range(CODE_POINTS) if len(chr(code).lower()) != 1]
    assert several == [0x130], "a new character with a lowercase of several: extend lower_case.cpp"
    records, record_ids, blocks, block_ids, stage1 = [], {}, [], {}, []
    for start in range(0, CODE_POINTS, BLOCK):
        block = []
        for code in range(start, start + BLOCK):
            record = record_of(code)
            if record not in record_ids:
                record_ids[record] = len(records)
                records.append(record)
            block.append(record_ids[record])
        block = tuple(block)
        if block not in block_ids:
            block_ids[block] = len(blocks)
            blocks.append(block)
        stage1.append(block_ids[block])
    assert len(records) <= 256 and len(blocks) <= 65536
    # What lies behind the last block that differs is one block: planes 15 and 16 are private use.
    index_type = "std::uint8_t" if len(blocks) <= 256 else "std::uint16_t"

    print("// Made by make_tables.py. Do not edit.")
    print(f"// Unicode {unicodedata.unidata_version}, as Python {sys.version_info[0]}.{sys.version_info[1]} has it.")
    print("// clang-format off")
    print("#pragma once\n\n#include <cstdint>\n\nnamespace millrace::unicode {\n")
    print(f'inline constexpr char kVersion[] = "{unicodedata.unidata_version}";\n')
    print(f"inline constexpr std::uint32_t kBlock = {BLOCK};\n")
    print("struct Record {\n  std::int32_t lower_delta;\n  std::uint8_t flags;\n};\n")
    print(array_of(f"Record kRecords[{len(records)}]", [f"{{{d}, {f}}}" for d, f in records], 8))
    print(array_of(f"{index_type} kBlockOf[{len(stage1)}]", stage1))
    print(array_of(f"std::uint8_t kRecordOf[{len(blocks) * BLOCK}]", [r for b in blocks for r in b]))
    print("}  // namespace millrace::unicode")


main()
