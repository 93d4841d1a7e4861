import {
  Brand,
  Button,
  Masthead,
  MastheadBrand,
  MastheadContent,
  MastheadLogo,
  MastheadMain,
  MastheadToggle,
  Nav,
  NavItem,
  NavList,
  Page,
  PageSidebar,
  PageSidebarBody,
  PageToggleButton,
  SkipToContent,
  Toolbar,
  ToolbarContent,
  ToolbarGroup,
  ToolbarItem,
} from '@patternfly/react-core';
import BarsIcon from '@patternfly/react-icons/dist/esm/icons/bars-icon';
import MoonIcon from '@patternfly/react-icons/dist/esm/icons/moon-icon';
import SunIcon from '@patternfly/react-icons/dist/esm/icons/sun-icon';
import { Suspense, useContext } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, useLocation } from 'react-router';
import type { SessionState } from '../session/session';
import { useSession, useSight } from '../session/SessionContext';
import { Waiting } from '../state/Waiting';
import { asLanguage } from '../text/catalogue';
import { AppearanceContext, useCarried } from './appearance';
import { PAGES } from './pages';

const CONTENT = 'content';

/** What stands around every page. */
export function Shell(props: { person: Extract<SessionState, { kind: 'signed-in' }> }) {
  const { t } = useTranslation();
  return (
    <Page
      mainContainerId={CONTENT}
      isManagedSidebar
      skipToContent={
        <SkipToContent href={`#${CONTENT}`} onClick={skip}>
          {t('app.skip')}
        </SkipToContent>
      }
      masthead={<Head username={props.person.username} />}
      sidebar={<Side />}
    >
      <Suspense fallback={<Waiting />}>
        <Outlet />
      </Suspense>
    </Page>
  );
}

/** The address after # is the router's: following the link would leave the page. */
function skip(event: React.MouseEvent): void {
  event.preventDefault();
  document.getElementById(CONTENT)?.focus();
}

function Head(props: { username: string }) {
  const { t } = useTranslation();
  return (
    <Masthead>
      <MastheadMain>
        <MastheadToggle>
          <PageToggleButton variant="plain" aria-label={t('app.menu')}>
            <BarsIcon />
          </PageToggleButton>
        </MastheadToggle>
        <MastheadBrand>
          <MastheadLogo component="span">
            <Brand
              src={`${import.meta.env.BASE_URL}icon.svg`}
              alt=""
              heights={{ default: '28px' }}
            />
            &ensp;{t('app.name')}
          </MastheadLogo>
        </MastheadBrand>
      </MastheadMain>
      <MastheadContent>
        <Toolbar isStatic>
          <ToolbarContent>
            <ToolbarItem visibility={{ default: 'hidden', md: 'visible' }}>
              {t('app.signedInAs', { name: props.username })}
            </ToolbarItem>
            <ToolbarGroup align={{ default: 'alignEnd' }} variant="action-group">
              <LanguageButton />
              <AppearanceButton />
              <SignOutButton />
            </ToolbarGroup>
          </ToolbarContent>
        </Toolbar>
      </MastheadContent>
    </Masthead>
  );
}

function LanguageButton() {
  const { t, i18n } = useTranslation();
  const other = asLanguage(i18n.language) === 'en' ? 'de' : 'en';
  return (
    <ToolbarItem>
      <Button variant="link" lang={other} onClick={() => void i18n.changeLanguage(other)}>
        {t('app.language')}
      </Button>
    </ToolbarItem>
  );
}

function AppearanceButton() {
  const { t } = useTranslation();
  const { dark, setDark } = useContext(AppearanceContext);
  return (
    <ToolbarItem>
      <Button
        variant="plain"
        aria-label={t(dark ? 'app.light' : 'app.dark')}
        icon={dark ? <SunIcon /> : <MoonIcon />}
        onClick={() => {
          setDark(!dark);
        }}
      />
    </ToolbarItem>
  );
}

function SignOutButton() {
  const { t } = useTranslation();
  const session = useSession();
  const carried = useCarried();
  return (
    <ToolbarItem>
      <Button variant="secondary" onClick={() => void session.signOut(carried())}>
        {t('app.signOut')}
      </Button>
    </ToolbarItem>
  );
}

function Side() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const sees = useSight();
  const shown = PAGES.filter((page) => page.audience === 'everybody' || sees);
  return (
    <PageSidebar>
      <PageSidebarBody>
        <Nav aria-label={t('app.navigation')}>
          <NavList>
            {shown.map(({ path, title }) => {
              const isHere = path === pathname;
              const isActive = isHere || (path !== '/' && pathname.startsWith(`${path}/`));
              return (
                <NavItem key={path} itemId={path} isActive={isActive}>
                  <Link to={path} aria-current={isHere ? 'page' : isActive ? 'true' : undefined}>
                    {t(title)}
                  </Link>
                </NavItem>
              );
            })}
          </NavList>
        </Nav>
      </PageSidebarBody>
    </PageSidebar>
  );
}
