/**
 * What one number of a report tells. Rows of different measures have their numbers in different columns of a table, so that they
 * are never added up.
 */
export type Measure =
  | 'turnout'
  | 'share'
  | 'left-out'
  | 'mean'
  | 'net-score'
  | 'test'
  | 'contrast'
  | 'comparison'
  | 'not-compared'
  | 'who-answered'
  | 'texts'
  | 'quotation'
