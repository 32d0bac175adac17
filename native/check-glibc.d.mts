export const GLIBC_FLOOR: string;
export function neededGlibc(file: string): string;
export function checkGlibc(file: string): string;
