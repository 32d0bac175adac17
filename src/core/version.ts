import { createRequire } from 'node:module';

/** The version in package.json, two folders up from here both in the sources and in the built package. */
export const VERSION: string = (createRequire(import.meta.url)('../../package.json') as { version: string }).version;
