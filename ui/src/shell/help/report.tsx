import { Download, FileSearch } from 'lucide-react';
import { useState } from 'react';
import { type Diagnostics, useCommand } from '../../bridge';
import { Button, notify, Tabs } from '../../kit';
import styles from './help.module.css';
import { words } from './messages';

const said = words.report;

/** A report of this desk: gathered, shown word for word, and only then saved. Needs no desk that works. */
export default function Report() {
  const [report, setReport] = useState<Diagnostics | null>(null);
  const gather = useCommand('app.diagnostics', { onDone: setReport });
  const save = useCommand('app.save_diagnostics', {
    onDone: ({ name, path }) => notify({ title: said.saved(name), body: path, tone: 'good' }),
  });
  return (
    <div className={styles.report} data-testid="report">
      {report && <Shown key={report.id} report={report} />}
      <div className={styles.row}>
        {report && (
          <Button
            look="primary"
            icon={<Download size={16} aria-hidden="true" />}
            disabled={save.isPending}
            onClick={() => save.mutate({ id: report.id })}
          >
            {said.save}
          </Button>
        )}
        <Button
          icon={<FileSearch size={16} aria-hidden="true" />}
          disabled={gather.isPending}
          onClick={() => gather.mutate({})}
        >
          {gather.isPending ? said.gathering : report ? said.again : said.gather}
        </Button>
      </div>
    </div>
  );
}

function Shown({ report }: { report: Diagnostics }) {
  const [chosen, setChosen] = useState(report.files[0]?.name ?? '');
  const file = report.files.find(({ name }) => name === chosen);
  return (
    <>
      <Tabs
        label={said.files}
        entries={report.files.map(({ name }) => ({ key: name, label: name }))}
        chosen={chosen}
        panelId="report-file"
        onChoose={setChosen}
      />
      <div
        className={styles.text}
        id="report-file"
        role="tabpanel"
        aria-label={said.lines(chosen)}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard has to reach it
        tabIndex={0}
      >
        <pre>{file?.text || said.nothing}</pre>
      </div>
    </>
  );
}
