/** Forms that a suffix stemmer cannot bring together with their word: `form form:word`. */
const forms = `
went gone:go bought:buy made:make took taken:take gave given:give came:come saw seen:see ran:run ate eaten:eat
wrote written:write met:meet felt:feel found:find lost:lose won:win taught:teach thought:think brought:bring
began begun:begin grew grown:grow drew drawn:draw drove driven:drive flew flown:fly spoke spoken:speak
swam swum:swim sang sung:sing kept:keep left:leave spent:spend sent:send built:build held:hold chose chosen:choose
broke broken:break wore worn:wear slept:sleep fell fallen:fall caught:catch sold:sell rode ridden:ride
threw thrown:throw hid hidden:hide heard:hear paid:pay became:become forgot forgotten:forget
understood:understand hung:hang fought:fight led:lead sat:sit stood:stand woke woken:wake stole stolen:steal
bit bitten:bite drank drunk:drink dreamt:dream learnt:learn burnt:burn rose risen:rise froze frozen:freeze
lent:lend bent:bend dug:dig shone:shine swept:sweep wept:weep meant:mean
children kids kid:child men:man women:woman people:person feet:foot teeth:tooth mice:mouse wives:wife lives:life
knives:knife leaves:leaf better best:good worse worst:bad mom mum mommy mummy:mother dad daddy:father
шел шла шли пошел пошла пошли иду идет идем идут пойду пойдет пойдем идти сходил сходила сходили хожу ходил ходила
ходили схожу:ходить
ехал ехала ехали еду едет едем едут поеду поедет поедем поехал поехала поехали ехать съездил съездила съездили
ездил ездила ездили езжу:ездить
люди людей людям людьми людях:человек дети детей детям детьми детях ребенка ребенку ребенком:ребенок
мама мамы маме маму мамой матери матерью:мать папа папы папе папу папой:отец
сестер:сестра братья братьев братьям братьями:брат друзья друзей друзьям друзьями друга другу другом подруга подруги
подруге подругу подругой:друг
сыновья сыновей сыновьям сына сыну сыном:сын дочь дочери дочерью дочка дочки дочке дочку дочкой:дочь
купил купила купили куплю купит покупал покупала покупали:купить
пью пьет пьем пил пила пили выпил выпила выпью:пить ем ест едим едят ел ела ели съел съела:есть
сплю спит спал спала спали поспал:спать
пишу пишет писал писала написал написала напишу:писать
взял взяла взяли возьму беру берет брал брала:взять
дал дала дали дам даст даю дает:дать нашел нашла нашли найду нахожу:найти
ушел ушла ушли уйду ухожу:уходить пришел пришла пришли приду прихожу:приходить
приехал приехала приехали приеду приезжаю приезжает:приезжать уехал уехала уехали уеду:уезжать
лег легла лягу ложусь:ложиться встал встала встану встаю:вставать
лечу летит летел летела летели полечу полетим полетел:лететь
лучше лучший лучшая:хороший хуже худший:плохой лет года году годом годы годов:год
дня дню днем дней дни:день недель:неделя месяцев месяца:месяц
начал начала начали начну начинаю:начать ищу ищет искал искала:искать
живу живет живем живут жил жила жили:жить зову зовут зовет звали:звать
вернулся вернулась вернулись вернусь вернется вернутся возвращаюсь возвращается возвращаются возвращался возвращалась:вернуться
колено:колени вешу весит весил весила взвесился взвесилась вес веса:весить
люблю любит любим любил любила:любить болит болел болела болею заболел заболела:болеть`;

const lines = forms.trim().split(/(?<=:\S+)\s+/);

/** Each such form to the word it belongs to. */
export const irregularForms: ReadonlyMap<string, string> = new Map(
  lines.flatMap((line) => {
    const [left = '', word = ''] = line.split(':');
    return left.split(/\s+/).map((form): [string, string] => [form, word]);
  }),
);
