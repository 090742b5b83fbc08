import { Archive, Inbox, Plus } from 'lucide-react';
import {
  Avatar,
  Badge,
  Button,
  Chip,
  EmptyState,
  IconButton,
  Kbd,
  notify,
  Progress,
  Spinner,
  Tip,
  type Tone,
} from '../kit';
import styles from './gallery.module.css';

const LOOKS = ['primary', 'plain', 'subtle', 'danger'] as const;
const SIZES = ['normal', 'small'] as const;
const TONES: readonly Tone[] = ['neutral', 'brand', 'good', 'warn', 'bad', 'outline'];
const LONG = 'A label that is a good deal longer than the room that is left for it on most screens';

export function Buttons() {
  return (
    <>
      {SIZES.map((size) => (
        <div key={size} className={styles.line}>
          {LOOKS.map((look) => (
            <Button key={look} look={look} size={size} icon={<Plus size={16} aria-hidden="true" />}>
              {look}
            </Button>
          ))}
          {LOOKS.map((look) => (
            <Button key={look} look={look} size={size} disabled>
              {look}, off
            </Button>
          ))}
          <IconButton size={size} label={`Archive, ${size}`} keys="E" icon={<Archive size={16} />} />
          <IconButton size={size} label={`Archive, ${size}, off`} icon={<Archive size={16} />} disabled />
          <IconButton size={size} label={`Archive, ${size}, on`} icon={<Archive size={16} />} aria-pressed />
        </div>
      ))}
      <div className={styles.line}>
        <Tip text="What it does" keys={<Kbd>Ctrl+K</Kbd>}>
          <Button>With a tip</Button>
        </Tip>
      </div>
    </>
  );
}

export function Marks() {
  return (
    <>
      <div className={styles.line}>
        {TONES.map((tone) => (
          <Chip key={tone} tone={tone}>
            {tone}
          </Chip>
        ))}
      </div>
      <div className={styles.line}>
        <Chip tone="brand">{LONG}</Chip>
      </div>
      <div className={styles.line}>
        {TONES.map((tone) => (
          <Badge key={tone} tone={tone}>
            87
          </Badge>
        ))}
        {['Asha Kulkarni', 'Nirmal Paints', 'जिंक', 'q', '', 'Ravi de la Cruz'].map((name) => (
          <Avatar key={name} name={name} />
        ))}
        <Kbd>Ctrl+Shift+M</Kbd>
      </div>
    </>
  );
}

export function Saying() {
  return (
    <>
      <div className={styles.line}>
        <Spinner label="Spinner" />
        <Progress label="None of it" value={0} />
        <Progress label="Some of it" value={40} />
        <Progress label="All of it" value={100} />
        <Progress label="Who knows" value={null} />
      </div>
      <div className={styles.line}>
        {(['plain', 'good', 'bad'] as const).map((tone) => (
          <Button
            key={tone}
            onClick={() =>
              notify({
                title: `Toast, ${tone}`,
                body: LONG,
                tone,
                action: { label: 'Undo', onPick: () => {} },
              })
            }
          >
            Toast, {tone}
          </Button>
        ))}
      </div>
      <EmptyState
        icon={<Inbox />}
        title="Nothing here"
        body="What would be here, and how it gets here."
        action={<Button look="primary">A way on</Button>}
      />
    </>
  );
}
