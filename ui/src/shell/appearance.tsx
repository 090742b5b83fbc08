import { Select } from '../kit';
import { chooseLanguage, LANGUAGES, type Language, language } from '../kit/language';
import { shell } from './messages';
import { chooseDensity, chooseTheme, DENSITIES, THEMES, useDensity, useTheme } from './theme';
import { chooseZoom, useZoom, ZOOMS, type Zoom } from './zoom';

const words = shell.appearance;

/** The language of the window, its colours, and how much room things take. */
export function Appearance() {
  const theme = useTheme();
  const density = useDensity();
  const zoom = useZoom();
  return (
    <>
      <Select<Language>
        label={words.language}
        choices={LANGUAGES.map((value) => ({ value, label: words.languages[value] }))}
        value={language}
        onValue={chooseLanguage}
      />
      <Select
        label={words.theme}
        choices={THEMES.map((value) => ({ value, label: words.themes[value] }))}
        value={theme}
        onValue={chooseTheme}
      />
      <Select
        label={words.density}
        choices={DENSITIES.map((value) => ({ value, label: words.densities[value] }))}
        value={density}
        onValue={chooseDensity}
      />
      <Select
        label={words.zoom}
        choices={ZOOMS.map((value) => ({ value: String(value), label: words.percent(value) }))}
        value={String(zoom)}
        onValue={(value) => chooseZoom(Number(value) as Zoom)}
      />
    </>
  );
}
