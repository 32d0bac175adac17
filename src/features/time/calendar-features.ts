import { z } from 'zod';
import { MillraceError } from '../../core/errors.ts';
import {
  CALENDAR_PARTS,
  type CalendarPart,
  calendarPart,
  cycle,
  type HolidayDays,
  onHoliday,
} from '../../engine/expressions.ts';
import type { Slot } from '../../engine/program.ts';
import { HOLIDAY_DAYS, holidayPlaceFault, holidayTable } from '../../expression/index.ts';
import type { ColumnFeature, Feature } from '../../matrix/layout.ts';
import { type FactoryArguments, factoryArguments } from '../arguments.ts';
import type { SavedPart, SavedPartReader } from '../saved-part.ts';
import { byRole } from '../selector.ts';
import { type FittedTransformer, mapFeatures, type Transformer } from '../transformer.ts';

const PARTS = [...CALENDAR_PARTS, 'holiday'] as const;

const optionsSchema = z.strictObject({
  /** What to make of each date. Default year, month, day, dayOfWeek, and hour of a column with times. */
  parts: z.array(z.enum(PARTS)).min(1).optional(),
  /** Add the sine and cosine of each part that goes round, so that December lies beside January. Default false. */
  cyclic: z.boolean().default(false),
  /** Whose public holidays `holiday` tells: a country, or a country and its parts, as in `['DE', 'BY']`. */
  holidays: z.union([z.string(), z.array(z.string()).min(1).max(3)]).optional(),
});

export type CalendarFeaturesOptions = z.input<typeof optionsSchema>;

/** The first value of a part that goes round, and how many there are. */
const CYCLES: Partial<Record<(typeof PARTS)[number], readonly [number, number]>> = {
  quarter: [1, 4],
  month: [1, 12],
  week: [1, 53],
  day: [1, 31],
  dayOfYear: [1, 366],
  dayOfWeek: [0, 7],
  hour: [0, 24],
  minute: [0, 60],
};

/**
 * Takes dates and times apart, in UTC, into numbers named `date.hour`: `year`, `quarter` (1 to 4), `month` (1 to 12),
 * `week` (of ISO 8601), `day` (of the month), `dayOfYear`, `dayOfWeek` (0 = Monday), `hour`, `minute`, `weekend` and
 * `holiday` (1 or 0; missing outside of the years 1900 to 2100). With `cyclic` those that go round are followed by
 * `date.hour.sin` and `date.hour.cos`. A missing date has no parts. It learns nothing; holidays are saved with it.
 *
 * Takes the columns named or selected, by default all dates and times; hands on the others as they are. For local time
 * derive a column with `toZone` first. Throws COLUMN_TYPE for a column of another type.
 */
export function calendarFeatures(...given: FactoryArguments<CalendarFeaturesOptions>): Transformer {
  const { selector, options } = factoryArguments('calendarFeatures', optionsSchema, given);
  const { parts, cyclic } = options;
  const place = typeof options.holidays === 'string' ? [options.holidays] : options.holidays;
  if ((place !== undefined) !== (parts?.includes('holiday') ?? false)) {
    throw new MillraceError(
      'OPTION_INVALID',
      "calendarFeatures: the part 'holiday' and the option holidays go together",
      {
        value: place,
        remedy: "write { parts: ['month', 'holiday'], holidays: 'DE' }",
      },
    );
  }
  const fault = place && holidayPlaceFault(place);
  if (fault !== undefined) {
    throw new MillraceError('OPTION_INVALID', `calendarFeatures: no holidays are known of ${place!.join('-')}`, {
      value: place,
      remedy: fault,
    });
  }
  return {
    kind: 'transformer',
    name: 'calendarFeatures',
    async fit(stage) {
      const names = (selector ?? byRole('datetime')).select(stage.layout);
      const columns = names.map((name) => {
        const feature = instantsOf(stage.layout.find((one) => one.name === name)!);
        return { name, parts: parts ?? defaultParts(feature) };
      });
      const [firstDay, lastDay] = HOLIDAY_DAYS;
      const holidays = place && { days: holidayTable(place).allDays(), firstDay, lastDay };
      return fittedCalendarFeatures(columns, cyclic, holidays);
    },
  };
}

function defaultParts(feature: ColumnFeature): CalendarPart[] {
  const ofDate: CalendarPart[] = ['year', 'month', 'day', 'dayOfWeek'];
  return feature.type === 'date32' ? ofDate : [...ofDate, 'hour'];
}

function instantsOf(feature: Feature): ColumnFeature {
  if (feature.kind === 'column' && (feature.type === 'date32' || feature.type === 'timestamp_us')) return feature;
  const found = feature.kind === 'column' ? feature.type : feature.kind;
  throw new MillraceError('COLUMN_TYPE', `calendarFeatures takes dates and times, and '${feature.name}' is ${found}`, {
    column: feature.name,
    remedy: 'read the column as a date or time: parseDates makes one of text',
  });
}

interface ColumnParts {
  readonly name: string;
  readonly parts: readonly (typeof PARTS)[number][];
}

function fittedCalendarFeatures(
  columns: readonly ColumnParts[],
  cyclic: boolean,
  holidays: HolidayDays | undefined,
): FittedTransformer {
  const byName = new Map(columns.map((column) => [column.name, column.parts]));
  return {
    name: 'calendarFeatures',
    compile: (program, layout) =>
      mapFeatures(layout, new Set(byName.keys()), (feature) => {
        const { name, slot } = instantsOf(feature);
        return byName.get(name)!.flatMap((part): Feature[] => {
          const numbers =
            part === 'holiday' ? onHoliday(program, slot, name, holidays!) : calendarPart(program, slot, name, part);
          const made = (suffix: string, at: Slot): Feature => ({
            kind: 'numbers',
            name: `${name}.${suffix}`,
            slot: at,
          });
          const around = cyclic ? CYCLES[part] : undefined;
          if (around === undefined) return [made(part, numbers)];
          return [
            made(part, numbers),
            made(`${part}.sin`, cycle(program, numbers, ...around, false)),
            made(`${part}.cos`, cycle(program, numbers, ...around, true)),
          ];
        });
      }),
    save: (): SavedPart => ({
      name: 'calendarFeatures',
      state: {
        columns: columns.map(({ name, parts }) => ({ name, parts: [...parts] })),
        cyclic,
        holidays: holidays === undefined ? null : [holidays.firstDay, holidays.lastDay],
      },
      arrays: holidays === undefined ? {} : { days: holidays.days },
    }),
  };
}

const stateSchema = z.strictObject({
  columns: z.array(z.strictObject({ name: z.string(), parts: z.array(z.enum(PARTS)) })),
  cyclic: z.boolean(),
  holidays: z.tuple([z.int32(), z.int32()]).nullable(),
});

export function loadCalendarFeatures(part: SavedPartReader): FittedTransformer {
  const { columns, cyclic, holidays } = part.state(stateSchema);
  if (holidays === null && columns.some(({ parts }) => parts.includes('holiday'))) {
    throw new MillraceError('MODEL_INVALID', "the model's calendarFeatures tell holidays and hold none");
  }
  const [firstDay, lastDay] = holidays ?? [0, 0];
  return fittedCalendarFeatures(
    columns,
    cyclic,
    holidays === null ? undefined : { days: part.int32('days'), firstDay, lastDay },
  );
}
