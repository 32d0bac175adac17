export { ERROR_CODES, type ErrorCode, MillraceError } from './core/errors.ts';
