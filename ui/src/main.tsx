import './styles/tokens.css';
import './styles/theme.css';
import './styles/reset.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { language } from './kit/language';
import { App } from './shell/app';
import { restorePlace } from './shell/router';
import { refuseStrayDrops } from './shell/stray';
import { startTheme } from './shell/theme';
import { startZoom } from './shell/zoom';

document.documentElement.lang = language;
startTheme();
startZoom();
refuseStrayDrops();
restorePlace();
const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
