import { Select } from '../kit';
import { shell } from './messages';
import { chooseDensity, chooseTheme, DENSITIES, THEMES, useDensity, useTheme } from './theme';

const words = shell.appearance;

/** The colours of the window, and how much room things take. */
export function Appearance() {
  const theme = useTheme();
  const density = useDensity();
  return (
    <>
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
    </>
  );
}
