/** More is no question that somebody typed. */
export const maxQueryLength = 1000;
