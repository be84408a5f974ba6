/** The grammar of contract 1 in its plainest form: what every backend's matching is held against. */
export function referenceMatches(pattern: readonly string[], address: readonly string[]): boolean {
  const [wanted, ...furtherWanted] = pattern;
  const [given, ...furtherGiven] = address;
  if (wanted === undefined || given === undefined) return wanted === given;
  if (wanted === '*' && furtherWanted.length === 0) return true;
  return (wanted === '*' || wanted === given) && referenceMatches(furtherWanted, furtherGiven);
}
