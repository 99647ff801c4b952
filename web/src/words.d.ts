declare module "words" {
  /** Plural categories of `Intl.PluralRules`, chosen by the value of `n`. */
  type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };
  const words: Record<string, { en: string | Plural; uk: string | Plural }>;
  export default words;
}
declare module "*.css";
